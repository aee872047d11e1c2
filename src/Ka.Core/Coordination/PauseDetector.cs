using System;

namespace Ka.Coordination;

/// <summary>Distinguishes a silent peer from a pause of this process (stopped, suspended, or without processor time).</summary>
/// <param name="pause">Lateness of a tick that counts as a pause.</param>
internal sealed class PauseDetector(TimeSpan pause)
{
    private TimeSpan? _lastTick;
    private TimeSpan _awakeSince;

    /// <summary>To be called at every tick, before <see cref="SilenceSince"/>.</summary>
    public void Tick(TimeSpan now)
    {
        if (LateBy(now) > pause)
            _awakeSince = now;
        _lastTick = now;
    }

    /// <summary>Time since the last tick; zero before the first.</summary>
    public TimeSpan LateBy(TimeSpan now) => now - (_lastTick ?? now);

    /// <summary>Counts no silence from before this moment.</summary>
    public void Restart(TimeSpan now) => _awakeSince = now;

    /// <summary>Time for which this process ran and heard nothing.</summary>
    /// <param name="heard">Time at which the peer was heard last.</param>
    public TimeSpan SilenceSince(TimeSpan heard, TimeSpan now) => now - (heard > _awakeSince ? heard : _awakeSince);
}
