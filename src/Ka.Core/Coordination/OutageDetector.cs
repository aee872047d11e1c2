using System;
using Ka.Coordination.Events;

namespace Ka.Coordination;

/// <summary>Distinguishes lost nodes from a lost network of the golden node itself.</summary>
/// <remarks><para>When one node dies, others still answer. When the golden node's own cable, switch or uplink fails, all nodes
/// fall silent within one interval of their signs of life. Then the run is held: no node is given up, until a node answers again
/// or the patience is over.</para>
/// <para>A single node that falls silent looks the same. It is held too: no other node waits for it.</para></remarks>
internal sealed class OutageDetector(Deadlines deadlines, PendingActions pending)
{
    /// <summary>Time after an outage in which nodes come back: a failed attempt to connect, the pause after it, and the next
    /// one.</summary>
    private static readonly TimeSpan s_return = TimeSpan.FromSeconds(15);

    /// <summary>Time after an outage in which messages still arrive that were on their way when it began. They do not show
    /// that the node is back: its end of the connection may be closed.</summary>
    private static readonly TimeSpan s_leftover = TimeSpan.FromSeconds(2);

    private TimeSpan _heardAt;
    private TimeSpan? _since;
    private TimeSpan? _endedAt;

    /// <summary>True when the run is held.</summary>
    public bool IsHeld => _since is not null;

    /// <summary>A node was heard.</summary>
    /// <returns>True when this ends an outage.</returns>
    public bool OnHeard()
    {
        var silentSince = _heardAt;
        _heardAt = pending.Now;
        if (_since is null)
            return false;
        (_since, _endedAt) = (null, pending.Now);
        pending.Publish(new RunEvent.NetworkBack(pending.Now - silentSince));
        return true;
    }

    /// <summary>True when a silent node is to be kept because the outage may be ours. May begin an outage.</summary>
    public bool Excuses(NodeRecord node)
    {
        if (_since is { } since)
            return pending.Now - since <= deadlines.Outage;
        if (MayReturn(node))
            return true;
        if (!FellSilentWithAll(node))
            return false;
        _since = pending.Now;
        pending.Publish(new RunEvent.NetworkLost(deadlines.Outage));
        return true;
    }

    /// <summary>True when the end of a node's connection may be the result of an outage: the node was silent before, with all the
    /// others.</summary>
    public bool MayBeCutOff(NodeRecord node) =>
        IsHeld || MayReturn(node) || (pending.Now - node.HeardAt > deadlines.SignOfLife * 2 && FellSilentWithAll(node));

    private bool MayReturn(NodeRecord node) =>
        _endedAt is { } ended && node.HeardAt < ended + s_leftover && pending.Now - ended <= s_return;

    private bool FellSilentWithAll(NodeRecord node) => _heardAt - node.HeardAt <= deadlines.SignOfLife * 1.5;
}
