using System;
using System.Collections.Generic;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Releases finished nodes at a fixed interval, so that not all machines restart at once: power, DHCP server and
/// switches have to carry it. Nodes that still wait receive keepalives.</summary>
internal sealed class StaggeredReleaseQueue(CoordinatorOptions options, PendingActions pending)
{
    /// <summary>Longest time for the preparation of a release.</summary>
    private static readonly TimeSpan s_preparation = TimeSpan.FromSeconds(30);

    private readonly Queue<Entry> _waiting = new();
    private readonly Dictionary<uint, Entry> _preparing = [];
    private TimeSpan _next;
    private bool _isHurried;

    /// <summary>True when no node waits for its release.</summary>
    public bool IsEmpty => _waiting.Count == 0 && _preparing.Count == 0;

    /// <summary>Takes a node whose verdict is final, and releases it when it is due.</summary>
    public void Add(NodeRecord node, Release release)
    {
        var entry = new Entry(node, release, pending.Now);
        if (release.Verdict != Verdict.Done)
            Release(entry);
        else if (options.PreparesRelease)
        {
            _preparing[node.Node] = entry;
            pending.Add(new CoordinatorAction.PrepareRelease(node.Name, node.Inventory));
        }
        else
            Enqueue(entry);
    }

    /// <summary>The preparation of a node's release has ended.</summary>
    public void OnPrepared(uint node)
    {
        if (_preparing.Remove(node, out var entry))
            Enqueue(entry);
    }

    /// <summary>Releases all nodes now.</summary>
    public void Hurry()
    {
        _isHurried = true;
        foreach (var entry in _preparing.Values)
            Release(entry);
        _preparing.Clear();
        while (_waiting.TryDequeue(out var entry))
            Release(entry);
    }

    /// <summary>Releases the nodes that are due. Several are, when the delay is shorter than a tick.</summary>
    public void OnTick()
    {
        foreach (var (node, entry) in _preparing)
            if (pending.Now - entry.Since > s_preparation)
            {
                pending.Note(entry.Node, "is released although the preparation for its restart has not ended");
                _preparing.Remove(node);
                Enqueue(entry);
            }
        for (; pending.Now >= _next && _waiting.TryDequeue(out var entry); _next += options.ReleaseDelay)
            Release(entry);
        foreach (var entry in _waiting)
            KeepAlive(entry.Node);
        foreach (var entry in _preparing.Values)
            KeepAlive(entry.Node);
    }

    private void Enqueue(Entry entry)
    {
        if (options.ReleaseDelay > TimeSpan.Zero && !_isHurried && (_waiting.Count > 0 || pending.Now < _next))
        {
            _waiting.Enqueue(entry);
            return;
        }
        _next = pending.Now + options.ReleaseDelay;
        Release(entry);
    }

    private void Release(Entry entry)
    {
        entry.Node.ReleasedAt = pending.Now;
        pending.Send(entry.Node, entry.Release);
    }

    private void KeepAlive(NodeRecord node)
    {
        if (pending.Now - node.SentAt >= options.Deadlines.SignOfLife)
            pending.Send(node, new Keepalive());
    }

    private sealed record Entry(NodeRecord Node, Release Release, TimeSpan Since);
}
