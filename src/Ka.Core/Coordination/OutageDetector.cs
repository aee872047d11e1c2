using System;
using Ka.Coordination.Events;

namespace Ka.Coordination;

/// <summary>Distinguishes lost nodes from a lost network of the golden node itself.</summary>
/// <remarks><para>When one node dies, others still answer. When the golden node's own cable, switch or uplink fails, all nodes
/// fall silent within one interval of their signs of life. Then the run is held: no node is given up, until a node answers again
/// or the patience is over.</para>
/// <para>A single node that falls silent looks the same. It is held too: no other node waits for it.</para>
/// <para>When this process stood still, the nodes could not hear it: they have left their connections and come
/// back.</para></remarks>
internal sealed class OutageDetector(Deadlines deadlines, PendingActions pending)
{
    /// <summary>Time after an outage in which nodes come back: a failed attempt to connect, the pause after it, and the next
    /// one.</summary>
    public static readonly TimeSpan Return = TimeSpan.FromSeconds(15);

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
        {
            // Too short to be held, but TCP's pauses make it longer for some nodes.
            if (silentSince > TimeSpan.Zero && pending.Now - silentSince > deadlines.SignOfLife * 2)
                _endedAt = pending.Now;
            return false;
        }
        (_since, _endedAt) = (null, pending.Now);
        pending.Publish(new RunEvent.NetworkBack(pending.Now - silentSince));
        return true;
    }

    /// <summary>This process did nothing for a while: to be called before the event that shows it.</summary>
    public void OnPause(TimeSpan lasted)
    {
        if (_since is null && lasted > deadlines.Silence - deadlines.SignOfLife * 1.5)
            _endedAt = pending.Now;
    }

    /// <summary>True when a silent node is to be kept because the outage may be ours. May begin an outage.</summary>
    public bool Excuses(NodeRecord node)
    {
        if (_since is { } since)
            return pending.Now - since <= deadlines.Outage;
        var isAnyHeard = pending.Now - _heardAt <= deadlines.Silence;
        if (isAnyHeard && IsOnItsWay(node))
            return true;
        // Those that have not come back from one outage may be in the next one.
        if (!FellSilentWithAll(node) && !IsOnItsWay(node))
            return false;
        _since = pending.Now;
        pending.Publish(new RunEvent.NetworkLost(deadlines.Outage));
        return true;
    }

    /// <summary>True when the end of a node's connection may be the result of an outage: the node was silent before, with all the
    /// others.</summary>
    public bool MayBeCutOff(NodeRecord node) =>
        IsHeld || IsOnItsWay(node) || (pending.Now - node.HeardAt > deadlines.SignOfLife * 2 && FellSilentWithAll(node));

    /// <summary>True when an outage has ended a moment ago and a node has not come back since.</summary>
    /// <remarks>Messages do not show that it is back: TCP may deliver what was lost in the outage much later, and the end of that
    /// old connection after it.</remarks>
    public bool MayReturn(NodeRecord node) => _endedAt is { } ended && pending.Now - ended <= Return && node.ConnectedAt < ended;

    /// <summary>True when a node may come back, for the first time or once more: the request on which it came back may have been
    /// sent earlier and have arrived late.</summary>
    private bool IsOnItsWay(NodeRecord node) => MayReturn(node) || (node.IsBack && pending.Now - node.ConnectedAt <= Return);

    /// <summary>True when a node fell silent when the others did, or all others are silent now.</summary>
    private bool FellSilentWithAll(NodeRecord node) =>
        _heardAt - node.HeardAt <= deadlines.SignOfLife * 1.5 || pending.Now - _heardAt > deadlines.SignOfLife * 2;
}
