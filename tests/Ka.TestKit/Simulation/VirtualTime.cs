using System;
using System.Collections.Generic;

namespace Ka.TestKit.Simulation;

/// <summary>A clock that jumps from one thing to do to the next. Things due at the same moment happen in the order in which they
/// were asked for, so a simulation is the same each time.</summary>
/// <remarks>As a <see cref="TimeProvider"/> it is the clock of the product's event loops.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Action, (long Ticks, long Number)> _due = new();
    private long _number;

    public TimeSpan Now { get; private set; }

    /// <summary>Things that happened so far.</summary>
    public long Steps { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public void At(TimeSpan when, Action action) => _due.Enqueue(action, (Math.Max(when.Ticks, Now.Ticks), _number++));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Lets time go on until the goal is reached.</summary>
    /// <returns>False when the deadline came first, or nothing is left to happen.</returns>
    public bool RunUntil(Func<bool> goal, TimeSpan deadline)
    {
        while (!goal())
        {
            if (!_due.TryDequeue(out var action, out var when) || when.Ticks > deadline.Ticks)
                return false;
            Now = new TimeSpan(when.Ticks);
            Steps++;
            action();
        }
        return true;
    }
}
