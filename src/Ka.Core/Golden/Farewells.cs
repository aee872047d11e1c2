using System;
using System.Collections.Generic;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>The last words to nodes that are done, so far apart that not all of them restart at once: a room's fuses, its DHCP server and its switches
/// thank for it. Whoever waits for his hears meanwhile that we live.</summary>
internal sealed class Farewells(TimeSpan delay)
{
    private static readonly TimeSpan s_signOfLife = TimeSpan.FromSeconds(1);

    private readonly Queue<Farewell> _kept = new();
    private TimeSpan _next;
    private TimeSpan _said;

    /// <summary>Somebody still waits for his.</summary>
    public bool AreDue => _kept.Count > 0;

    /// <returns>false: say it now.</returns>
    public bool Keep(GoldenNode node, Release release, TimeSpan now)
    {
        if (delay == TimeSpan.Zero)
            return false;
        if (_kept.Count == 0 && now >= _next)
        {
            _next = now + delay;
            return false;
        }
        _kept.Enqueue(new Farewell(node, release));
        return true;
    }

    public bool Has(GoldenNode node)
    {
        foreach (var kept in _kept)
            if (kept.Node == node)
                return true;
        return false;
    }

    /// <summary>The operator does not wait for it.</summary>
    public void Hurry()
    {
        while (_kept.TryDequeue(out var kept))
            Say(kept);
    }

    /// <summary>Says those that are due. Several may be, when the delay is shorter than a tick.</summary>
    public void Tick(TimeSpan now)
    {
        for (; now >= _next && _kept.TryDequeue(out var kept); _next += delay)
            Say(kept);
        if (now - _said < s_signOfLife)
            return;
        _said = now;
        foreach (var kept in _kept)
            _ = kept.Node.Connection.TrySend(new Keepalive());
    }

    private static void Say(Farewell kept)
    {
        _ = kept.Node.Connection.TrySend(kept.Release);
        kept.Node.IsReleased = true;
    }

    private sealed record Farewell(GoldenNode Node, Release Release);
}
