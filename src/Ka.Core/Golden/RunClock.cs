using System;
using Ka.Coordination;

namespace Ka.Golden;

/// <summary>The times of a run and of its rounds, of one monotonic clock.</summary>
internal sealed class RunClock
{
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private TimeSpan? _started;
    private TimeSpan? _transferred;
    private TimeSpan? _ended;
    private TimeSpan _nextTick;

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    public TimeSpan SinceStart => _started is { } started ? Now - started : TimeSpan.Zero;

    /// <summary>Of the round, from start to end; zero when it never started.</summary>
    public TimeSpan Elapsed => _started is { } started ? (_ended ?? Now) - started : TimeSpan.Zero;

    /// <summary>From start until everything was in the window; to the end when it never was.</summary>
    public TimeSpan Transfer => _started is { } started ? (_transferred ?? _ended ?? Now) - started : TimeSpan.Zero;

    public void Started()
    {
        _started = Now;
        _transferred = null;
        _ended = null;
    }

    public void TransferEnded() => _transferred = Now;

    public void Ended() => _ended = Now;

    /// <summary>True once every <see cref="Deadlines.TickInterval"/>, however often it is asked.</summary>
    public bool IsTickDue()
    {
        var now = Now;
        if (now < _nextTick)
            return false;
        _nextTick = now + Deadlines.TickInterval;
        return true;
    }
}
