using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Waits for the first boots of clones, each for its own time from its release.</summary>
/// <remarks>A clone that was given up and reports all the same has booted. Reports are taken once; a repeated one, whose answer
/// was lost, changes nothing.</remarks>
internal sealed class BootWatch(BootWait wait, PendingActions pending)
{
    private readonly Dictionary<uint, Entry> _awaited = [];
    private readonly Dictionary<string, NodeIdentity> _machineIds = new(StringComparer.Ordinal);
    private bool _isAnnounced;

    /// <summary>No clone is awaited any more.</summary>
    public bool IsSettled => _awaited.Values.All(entry => entry.Outcome is not null);

    /// <summary>A node is done; it is released now or later.</summary>
    public void Await(NodeRecord node) => _awaited[node.Node] = new Entry(node);

    /// <summary>True for a node whose report is wanted, or was taken.</summary>
    public bool Knows(uint node) => _awaited.ContainsKey(node);

    /// <summary>Everything else is done: what remains is the wait.</summary>
    public void Announce()
    {
        if (_isAnnounced || IsSettled)
            return;
        _isAnnounced = true;
        pending.Publish(new RunEvent.BootsAwaited(_awaited.Values.Count(entry => entry.Outcome is null), wait.Patience));
    }

    /// <summary>A clone has reported its first boot.</summary>
    public void OnReport(uint node, BootReport report)
    {
        if (!_awaited.TryGetValue(node, out var entry) || entry.Outcome is { IsBooted: true })
            return;
        entry.Outcome = new BootOutcome(report, "");
        entry.Node.Stage = NodeStage.Booted;
        pending.Publish(new RunEvent.NodeBooted(entry.Node.Name, report, pending.Now - (entry.Node.ReleasedAt ?? pending.Now)));
        if (report.MachineId.Length == 0)
            return;
        if (_machineIds.TryGetValue(report.MachineId, out var other))
            pending.Note(entry.Node, $"has the machine id of {other.Address} ({other.Host})");
        else
            _machineIds.Add(report.MachineId, entry.Node.Name);
    }

    /// <summary>A machine that was made a clone asks to be installed again.</summary>
    public void OnRescueAgain(NodeRecord node)
    {
        if (_awaited.TryGetValue(node.Node, out var entry) && entry.Outcome is null)
            GiveUp(entry, "it booted the rescue again instead of its own disk: its firmware starts from the network first");
    }

    /// <summary>Gives up clones whose time is over.</summary>
    public void OnTick()
    {
        foreach (var entry in _awaited.Values)
            if (entry.Outcome is null && entry.Node.ReleasedAt is { } since && pending.Now - since >= wait.Patience)
                GiveUp(entry, $"did not report its first boot within {Quantity.Seconds(wait.Patience)}");
    }

    /// <summary>The run ends now, whatever is still awaited.</summary>
    public void Stop()
    {
        foreach (var entry in _awaited.Values)
            if (entry.Outcome is null)
                GiveUp(entry, "its first boot was not waited for");
    }

    /// <summary>The outcome for a node; null: its boot is not awaited.</summary>
    public BootOutcome? OutcomeOf(NodeRecord node) => _awaited.GetValueOrDefault(node.Node)?.Outcome;

    private void GiveUp(Entry entry, string reason)
    {
        entry.Outcome = new BootOutcome(null, reason);
        entry.Node.Stage = NodeStage.NotBooted;
        pending.Publish(new RunEvent.NodeNotBooted(entry.Node.Name, reason));
    }

    private sealed class Entry(NodeRecord node)
    {
        public NodeRecord Node => node;

        /// <summary>null: it is awaited.</summary>
        public BootOutcome? Outcome { get; set; }
    }
}
