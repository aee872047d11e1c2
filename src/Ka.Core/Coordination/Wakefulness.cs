using System;

namespace Ka.Coordination;

/// <summary>Tells a silent peer from our own standing still (stopped, suspended, starved).</summary>
internal sealed class Wakefulness(TimeSpan pause)
{
    private TimeSpan? _lastTick;
    private TimeSpan _awakeSince;

    /// <summary>Call at every tick, before asking.</summary>
    public void Tick(TimeSpan now)
    {
        if (_lastTick is { } last && now - last > pause)
            _awakeSince = now;
        _lastTick = now;
    }

    /// <summary>How long we have listened in vain to one whom we heard last at <paramref name="heard"/>.</summary>
    public TimeSpan SilenceSince(TimeSpan heard, TimeSpan now) => now - (heard > _awakeSince ? heard : _awakeSince);
}
