using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Figures;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>Everything that is shown of a run while it lasts: takes its events, and gives a <see cref="BoardView"/> at any moment. The terminal's table,
/// <c>ka status</c>, the page and the metrics are all drawn from it.</summary>
/// <remarks>No I/O and no clock: times are the events' own. Any thread.</remarks>
public sealed class RunBoard
{
    private readonly object _reading = new();
    private readonly List<BoardNode> _nodes = [];
    private readonly Dictionary<uint, BoardNode> _byId = [];
    private BoardHead _head = new();
    private RateMeter _meter = new();

    /// <summary>Something happened in the run.</summary>
    public void Take(GoldenEvent happened)
    {
        lock (_reading)
            if (!TakeOfNode(happened))
                TakeOfRun(happened);
    }

    /// <summary>Something happened in the run beside it, which sends the rescue.</summary>
    public void TakeRescue(GoldenEvent happened)
    {
        lock (_reading)
            switch (happened)
            {
                case GoldenEvent.NodeJoined e when Find(e.Address) is null:
                    Add(new BoardNode(0, e.Address, e.Host)).Reach(NodeStage.Booting, "asks for the rescue");
                    break;
                case GoldenEvent.NodeJoined e when Find(e.Address) is { HasVerdict: false, Stage: NodeStage.Booting or NodeStage.Gone } node:
                    node.Reach(NodeStage.Booting, "asks for the rescue");
                    break;
                case GoldenEvent.NodeEnded e when Find(e.Address) is { Stage: NodeStage.Booting } node:
                    node.Word = e.Verdict == Verdict.Done ? "has the rescue" : e.Reason;
                    break;
                case GoldenEvent.NodeReached { Stage: NodeStage.Gone } e when Find(e.Address) is { Stage: NodeStage.Booting } node:
                    node.Word = e.Reason;
                    break;
            }
    }

    /// <summary>As it is now.</summary>
    public BoardView Look()
    {
        lock (_reading)
        {
            FindPlaces();
            var count = Math.Min(_nodes.Count, WireLimits.BoardRows);
            var furthest = 0L;
            foreach (var node in _nodes)
                furthest = Math.Max(furthest, node.Position);
            var rows = new BoardRow[count];
            var (done, failed) = (0u, 0u);
            for (var i = 0; i < _nodes.Count; i++)
            {
                var node = _nodes[i];
                if (i < count)
                    rows[i] = node.Row(furthest, _head.ExpectedBytes);
                done += node.Stage == NodeStage.Done ? 1u : 0;
                failed += node.Stage is NodeStage.Failed or NodeStage.Incomplete or NodeStage.Gone or NodeStage.Unfit ? 1u : 0;
            }
            return new BoardView(_head with { Rows = (ushort)count, Done = done, Failed = failed }, rows);
        }
    }

    private bool TakeOfNode(GoldenEvent happened)
    {
        switch (happened)
        {
            case GoldenEvent.NodeJoined e:
                Replace(e);
                return true;
            case GoldenEvent.NodeJudged e when _byId.TryGetValue(e.Id, out var node):
                node.Reach(e.Verdict.Fits ? NodeStage.Fits : NodeStage.Unfit, e.Verdict.Fits ? VerdictText.Disks(e.Verdict) : VerdictText.Reasons(e.Verdict));
                return true;
            case GoldenEvent.NodeStepped e when _byId.TryGetValue(e.Id, out var node):
                node.Begin(e.Step);
                return true;
            case GoldenEvent.NodeAttached e when _byId.TryGetValue(e.Id, out var node):
                node.Attach(e.Parent);
                return true;
            case GoldenEvent.NodeReached e when _byId.TryGetValue(e.Id, out var node) && !node.HasVerdict:
                Reach(node, e);
                return true;
            case GoldenEvent.NodeEnded e when _byId.TryGetValue(e.Id, out var node):
                node.Reach(
                    e.Verdict switch { Verdict.Done => NodeStage.Done, Verdict.Incomplete => NodeStage.Incomplete, _ => NodeStage.Failed },
                    e.Reason);
                return true;
            case GoldenEvent.NodeChanged e when _byId.TryGetValue(e.Id, out var node):
                Count(node, e);
                return true;
            default:
                return false;
        }
    }

    private void Reach(BoardNode node, GoldenEvent.NodeReached e)
    {
        if (e.Stage == NodeStage.Receiving)
            node.Begin(_head.Round);
        else
            node.Reach(e.Stage, e.Reason);
        if (e.Stage == NodeStage.Making && _head.Phase < BoardPhase.Making)
            _head = _head with { Phase = BoardPhase.Making };
    }

    private void Count(BoardNode node, GoldenEvent.NodeChanged e)
    {
        node.Word = e.What;
        var (repairs, demotions) = (e.Change == NodeChange.Repair ? 1u : 0, e.Change == NodeChange.Demotion ? 1u : 0);
        (node.Repairs, node.Demotions) = (node.Repairs + repairs, node.Demotions + demotions);
        _head = _head with { Repairs = _head.Repairs + repairs, Demotions = _head.Demotions + demotions };
    }

    private void TakeOfRun(GoldenEvent happened)
    {
        switch (happened)
        {
            case GoldenEvent.Listening e:
                _head = _head with { Session = e.Session, Expected = (uint)e.Expected };
                break;
            case GoldenEvent.AllJudged:
                _head = _head with { Phase = BoardPhase.Asking };
                break;
            case GoldenEvent.Started e:
                _head = _head with { Phase = BoardPhase.Sending, Round = (uint)e.Round, Elapsed = TimeSpan.Zero, Bytes = 0, SlowestBytes = 0, SealedBytes = 0, Rate = 0, Left = null };
                _meter = new RateMeter();
                break;
            case GoldenEvent.Progressed e:
                Progress(e);
                break;
            case GoldenEvent.Ended e:
                End(e.Report);
                break;
        }
    }

    private void Progress(GoldenEvent.Progressed e)
    {
        foreach (var figures in e.Each)
            if (_byId.TryGetValue(figures.Id, out var node))
                node.Note(figures, e.Elapsed);
        _meter.Add(e.Elapsed, e.SlowestBytes);
        _head = _head with
        {
            Elapsed = e.Elapsed,
            Bytes = e.PlainBytes,
            ExpectedBytes = e.ExpectedBytes,
            SlowestBytes = e.SlowestBytes,
            SealedBytes = e.SealedBytes,
            Rate = double.IsFinite(_meter.Rate) ? Math.Max(0, (long)_meter.Rate) : 0,
            Left = e.ExpectedBytes is { } all && _meter.TimeFor(Math.Max(0, all - e.SlowestBytes)) is { } left ? (long)left.TotalSeconds : null,
        };
    }

    private void End(RunReport report)
    {
        _head = _head with { Phase = BoardPhase.Ended, Outcome = report.State.ToString().ToLowerInvariant() };
        foreach (var last in report.Nodes)
            if (_byId.TryGetValue(last.Id, out var node) && !node.HasVerdict)
                node.Reach(last.Verdict == Verdict.Done ? NodeStage.Done : NodeStage.Failed, last.Reason);
    }

    /// <summary>A node that came back stands where it stood; so does one that had only the rescue.</summary>
    private void Replace(GoldenEvent.NodeJoined e)
    {
        var node = new BoardNode(e.Id, e.Address, e.Host);
        var older = Find(e.Address);
        if (older is { Stage: NodeStage.Booting or NodeStage.Gone })
        {
            _byId.Remove(older.Id);
            (node.Repairs, node.Demotions) = (older.Repairs, older.Demotions);
            _nodes[_nodes.IndexOf(older)] = node;
        }
        else
            _nodes.Add(node);
        _byId[e.Id] = node;
    }

    private BoardNode Add(BoardNode node)
    {
        _nodes.Add(node);
        return node;
    }

    private BoardNode? Find(IPAddress address)
    {
        BoardNode? last = null;
        foreach (var node in _nodes)
            if (node.Address.Equals(address))
                last = node;
        return last;
    }

    /// <summary>Of those in the chain: one more than their parent's; who hangs on one that is not in it any more has none.</summary>
    private void FindPlaces()
    {
        foreach (var node in _nodes)
            node.Place = 0;
        var way = new Stack<BoardNode>();
        foreach (var first in _nodes)
        {
            var node = first;
            while (node is { Id: > 0, IsInChain: true, Place: 0 } && way.Count < _nodes.Count)
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
