using System;
using System.Collections.Generic;
using System.Net;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>The current status of a run: a fold over its events. Terminal table, <c>ka status</c>, page and metrics are drawn
/// from it.</summary>
/// <remarks>No I/O and no clock: times are those of the events. Any thread.</remarks>
public sealed class RunStatus
{
    private readonly object _lock = new();
    private readonly List<NodeStatus> _nodes = [];
    private readonly Dictionary<uint, NodeStatus> _byId = [];
    private RunSummary _head = new();
    private RateMeter _meter = new();

    /// <summary>Applies an event of the run.</summary>
    public void Apply(RunEvent happened)
    {
        lock (_lock)
            if (happened is RunEvent.NodeJoined joined)
                Replace(joined.Node);
            else if (happened is RunEvent.OfNode ofNode)
                ApplyToNode(ofNode);
            else
                ApplyToRun(happened);
    }

    /// <summary>Applies an event of the run that sends the rescue, beside the run that installs.</summary>
    public void ApplyRescue(RunEvent happened)
    {
        lock (_lock)
            switch (happened)
            {
                case RunEvent.NodeJoined e when Find(e.Node.Address) is null:
                    Add(new NodeStatus(e.Node with { Id = 0 })).Reach(NodeStage.Booting, "asks for the rescue");
                    break;
                case RunEvent.NodeJoined e
                    when Find(e.Node.Address) is { HasVerdict: false, Stage: NodeStage.Booting or NodeStage.Gone } node:
                    node.Reach(NodeStage.Booting, "asks for the rescue");
                    break;
                case RunEvent.NodeEnded e when Find(e.Node.Address) is { Stage: NodeStage.Booting } node:
                    node.Word = e.Verdict == Verdict.Done ? "has the rescue" : e.Reason;
                    break;
                case RunEvent.NodeReached { Stage: NodeStage.Gone } e
                    when Find(e.Node.Address) is { Stage: NodeStage.Booting } node:
                    node.Word = e.Reason;
                    break;
            }
    }

    /// <summary>The status at this moment.</summary>
    public RunView Snapshot()
    {
        lock (_lock)
        {
            FindPlaces();
            var count = Math.Min(_nodes.Count, WireLimits.NodeRows);
            var furthest = 0L;
            foreach (var node in _nodes)
                furthest = Math.Max(furthest, node.Position);
            var rows = new NodeRow[count];
            var (done, failed) = (0u, 0u);
            for (var i = 0; i < _nodes.Count; i++)
            {
                var node = _nodes[i];
                if (i < count)
                    rows[i] = node.Row(furthest, _head.ExpectedBytes);
                done += node.Stage is NodeStage.Done or NodeStage.Booted ? 1u : 0;
                failed += IsBad(node.Stage) ? 1u : 0;
            }
            return new RunView(_head with { Rows = (ushort)count, Done = done, Failed = failed }, rows);
        }
    }

    private static bool IsBad(NodeStage stage) =>
        stage is NodeStage.Failed or NodeStage.Incomplete or NodeStage.Gone or NodeStage.Unfit or NodeStage.NotBooted;

    private void ApplyToNode(RunEvent.OfNode happened)
    {
        if (!_byId.TryGetValue(happened.Node.Id, out var node))
            return;
        switch (happened)
        {
            case RunEvent.NodeJudged e:
                node.Reach(
                    e.Verdict.Fits ? NodeStage.Fits : NodeStage.Unfit,
                    e.Verdict.Fits ? VerdictText.Disks(e.Verdict) : VerdictText.Reasons(e.Verdict)
                );
                break;
            case RunEvent.NodeDescribed e:
                node.Macs = [.. e.Inventory.Macs()];
                break;
            case RunEvent.NodeStepped { Step.Kind: StepKind.Note }:
                break;
            case RunEvent.NodeStepped e:
                node.BeginStep(e.Step);
                break;
            case RunEvent.NodeAttached e:
                node.Attach(e.Parent);
                break;
            case RunEvent.NodeReached e when !node.HasVerdict:
                Reach(node, e);
                break;
            case RunEvent.NodeEnded e:
                node.Reach(
                    e.Verdict switch
                    {
                        Verdict.Done => NodeStage.Done,
                        Verdict.Incomplete => NodeStage.Incomplete,
                        _ => NodeStage.Failed,
                    },
                    e.Reason
                );
                break;
            case RunEvent.NodeBooted e:
                node.Reach(NodeStage.Booted, BootText.Summary(e.Report));
                break;
            case RunEvent.NodeNotBooted e:
                node.Reach(NodeStage.NotBooted, e.Reason);
                break;
            case RunEvent.NodeChanged e:
                Count(node, e);
                break;
        }
    }

    private void Reach(NodeStatus node, RunEvent.NodeReached e)
    {
        if (e.Stage == NodeStage.Receiving)
            node.Begin(_head.Round);
        else
            node.Reach(e.Stage, e.Reason);
        if (e.Stage == NodeStage.Making && _head.Phase < RunPhase.Making)
            _head = _head with { Phase = RunPhase.Making };
    }

    private void Count(NodeStatus node, RunEvent.NodeChanged e)
    {
        node.Word = e.What;
        var (repairs, demotions) = (e.Change == NodeChange.Repair ? 1u : 0, e.Change == NodeChange.Demotion ? 1u : 0);
        (node.Repairs, node.Demotions) = (node.Repairs + repairs, node.Demotions + demotions);
        _head = _head with { Repairs = _head.Repairs + repairs, Demotions = _head.Demotions + demotions };
    }

    private void ApplyToRun(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Listening e:
                _head = _head with { Session = e.Session, Expected = (uint)e.Expected };
                break;
            case RunEvent.AllJudged { IsLate: false }:
                _head = _head with { Phase = RunPhase.Asking };
                break;
            case RunEvent.Started e:
                _head = new RunSummary
                {
                    Session = _head.Session,
                    Phase = RunPhase.Sending,
                    Round = (uint)e.Round,
                    Expected = _head.Expected,
                    Repairs = _head.Repairs,
                    Demotions = _head.Demotions,
                    ExpectedBytes = _head.ExpectedBytes,
                };
                _meter = new RateMeter();
                break;
            case RunEvent.BootsAwaited:
                _head = _head with { Phase = RunPhase.Restarting };
                break;
            case RunEvent.Progressed e:
                Progress(e);
                break;
            case RunEvent.Ended e:
                End(e.Report);
                break;
        }
    }

    private void Progress(RunEvent.Progressed e)
    {
        foreach (var figures in e.Each)
            if (_byId.TryGetValue(figures.Id, out var node))
                node.Note(figures, e.Elapsed);
        _meter.Add(e.Elapsed, e.SlowestBytes);
        _head = _head with
        {
            Elapsed = e.Elapsed,
            Bytes = e.Source.PlainBytes,
            ExpectedBytes = e.Source.ExpectedBytes,
            SlowestBytes = e.SlowestBytes,
            SealedBytes = e.Source.SealedBytes,
            Rate = double.IsFinite(_meter.Rate) ? Math.Max(0, (long)_meter.Rate) : 0,
            Left =
                e.Source.ExpectedBytes is { } all && _meter.TimeFor(Math.Max(0, all - e.SlowestBytes)) is { } left
                    ? (long)left.TotalSeconds
                    : null,
        };
    }

    private void End(RunReport report)
    {
        _head = _head with { Phase = RunPhase.Ended, Outcome = report.State.ToString().ToLowerInvariant() };
        foreach (var last in report.Nodes)
            if (_byId.TryGetValue(last.Name.Id, out var node) && !node.HasVerdict)
                node.Reach(last.Verdict == Verdict.Done ? NodeStage.Done : NodeStage.Failed, last.Reason);
    }

    /// <summary>A node that came back takes the row that it had, or that it had while it only fetched the rescue.</summary>
    private void Replace(NodeIdentity name)
    {
        var node = new NodeStatus(name);
        var older = Find(name.Address);
        if (older is { Stage: NodeStage.Booting or NodeStage.Gone })
        {
            _byId.Remove(older.Name.Id);
            (node.Repairs, node.Demotions) = (older.Repairs, older.Demotions);
            _nodes[_nodes.IndexOf(older)] = node;
        }
        else
            _nodes.Add(node);
        _byId[name.Id] = node;
    }

    private NodeStatus Add(NodeStatus node)
    {
        _nodes.Add(node);
        return node;
    }

    private NodeStatus? Find(IPAddress address)
    {
        NodeStatus? last = null;
        foreach (var node in _nodes)
            if (node.Name.Address.Equals(address))
                last = node;
        return last;
    }

    /// <summary>Sets the places in the chain: one more than the parent's; none below a parent that left the chain.</summary>
    private void FindPlaces()
    {
        foreach (var node in _nodes)
            node.Place = 0;
        var way = new Stack<NodeStatus>();
        foreach (var first in _nodes)
        {
            var node = first;
            while (node is { Name.Id: > 0, IsInChain: true, Place: 0 } && way.Count < _nodes.Count)
            {
                way.Push(node);
                node = node.Parent == 0 ? null : _byId.GetValueOrDefault(node.Parent);
            }
            var place = node?.Place ?? 0;
            var isRooted = place > 0 || (way.Count > 0 && way.Peek().Parent == 0);
            while (way.TryPop(out var passed))
                passed.Place = isRooted ? ++place : 0;
        }
    }
}
