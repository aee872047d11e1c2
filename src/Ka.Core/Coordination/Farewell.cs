using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Knows which nodes were released as done and may not have learnt it: the golden node stays for them a while after the
/// end of the run.</summary>
/// <remarks>A node that learns its verdict ends its connection at once. When the golden node's own network was lost, or this
/// process stood still, the end of a connection may be older than the verdict: then the node comes back for it.</remarks>
internal sealed class Farewell(Deadlines deadlines, OutageDetector outage, PendingActions pending)
{
    /// <summary>Time for nodes that answer later than others.</summary>
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(2);

    private readonly Dictionary<uint, Entry> _awaited = [];
    private TimeSpan? _begunAt;

    /// <summary>A node has its final verdict; it is released now or later.</summary>
    public void Add(NodeRecord node)
    {
        if (node.Verdict == Verdict.Done)
            _awaited[node.Node] = new Entry(node);
    }

    /// <summary>The run ends.</summary>
    public void Begin() => _begunAt = pending.Now;

    /// <summary>A node with its verdict that waits for its release, or has not left yet; null: another one.</summary>
    public NodeRecord? Find(uint node) => _awaited.GetValueOrDefault(node)?.Node;

    /// <summary>The connection of a node ended.</summary>
    public void OnGone(uint node)
    {
        if (!_awaited.TryGetValue(node, out var entry))
            return;
        var isAfterOutage = IsOld(entry.Node);
        if (!isAfterOutage)
            _awaited.Remove(node);
        Shorten(isAfterOutage ? OutageDetector.Return : s_usual);
    }

    /// <summary>A node came back: the others that can do so soon.</summary>
    public void OnReturned() => Shorten(OutageDetector.Return);

    /// <summary>True when no node is awaited any more.</summary>
    public bool IsOver(TimeSpan now) =>
        _awaited.Values.All(entry =>
            !outage.MayReturn(entry.Node) && now >= (entry.Until ?? (entry.Node.ReleasedAt ?? now) + deadlines.Outage)
        );

    /// <summary>True when the end of a node's connection may be older than its verdict.</summary>
    private bool IsOld(NodeRecord node) =>
        outage.IsHeld || outage.MayReturn(node) || (pending.Now - _begunAt >= s_usual && node.ConnectedAt < _begunAt);

    /// <summary>A sign of one node limits the time for the others.</summary>
    private void Shorten(TimeSpan patience)
    {
        foreach (var entry in _awaited.Values)
            if (entry.Node.IsReleased)
            {
                var until = pending.Now + patience;
                entry.Until = entry.Until < until ? entry.Until : until;
            }
    }

    private sealed class Entry(NodeRecord node)
    {
        public NodeRecord Node => node;

        /// <summary>The node is awaited no longer; null: as long as an outage is held.</summary>
        public TimeSpan? Until { get; set; }
    }
}
