using System;
using Ka.Coordination.Events;
using Ka.Runtime;

namespace Ka.TestKit.Simulation;

/// <summary>A listener of the golden node's run: the queue of a real <see cref="Observer{TEvent}"/>, and a terminal that can be
/// stopped.</summary>
public sealed class SimTerminal
{
    private static readonly TimeSpan s_frozen = TimeSpan.FromMilliseconds(100);

    private readonly SimServer _golden;
    private readonly LossyQueue<RunEvent> _queue;
    private bool _isPumping;
    private TimeSpan _stoppedUntil;

    public SimTerminal(SimServer golden, int capacity) =>
        (_golden, _queue) = (golden, new LossyQueue<RunEvent>(capacity, IsRequired));

    /// <summary>Events that were shown.</summary>
    public long Shown { get; private set; }

    /// <summary>Events that were missing, by what the terminal was told.</summary>
    public long Missing { get; private set; }

    public long Published { get; private set; }

    /// <summary>The run's last event was shown.</summary>
    public bool HasShownEnd { get; private set; }

    /// <summary>Never waits, whatever the terminal does.</summary>
    public void Publish(RunEvent happened)
    {
        Published++;
        _queue.Add(happened);
        Wake(TimeSpan.Zero);
    }

    /// <summary>Nobody reads the terminal for this time.</summary>
    public void Stop(TimeSpan duration) => _stoppedUntil = _golden.Room.Time.Now + duration;

    /// <summary>As the terminal of ka serve has it.</summary>
    private static bool IsRequired(RunEvent happened) => happened is RunEvent.Ended or RunEvent.AllJudged or RunEvent.Listening;

    private void Wake(TimeSpan delay)
    {
        if (_isPumping)
            return;
        _isPumping = true;
        _golden.Room.Time.After(delay, Show);
    }

    private void Show()
    {
        _isPumping = false;
        var stopped = _golden.IsFrozen ? s_frozen : _stoppedUntil - _golden.Room.Time.Now;
        if (stopped > TimeSpan.Zero)
        {
            Wake(stopped);
            return;
        }
        while (
            _queue.TryTake(Deadline.After(TimeSpan.Zero), out var happened, out var dropped)
            && (happened is not null || dropped > 0)
        )
        {
            Missing += dropped;
            if (happened is null)
                continue;
            Shown++;
            HasShownEnd |= happened is RunEvent.Ended;
            if (happened is RunEvent.AllJudged question)
                _golden.Operator.Ask(question);
        }
    }
}
