using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>One pass of the stream down one chain. It is over when its chain is empty.</summary>
/// <remarks>Part of the <see cref="Coordinator"/>, and pure like it. Four policies decide over one
/// <see cref="RoundState"/>.</remarks>
internal sealed class Round
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    private readonly RoundState _state;
    private readonly ReleasePolicy _release;
    private readonly RepairPolicy _repair;
    private readonly SlowNodePolicy _slowNodes;
    private readonly StuckHopPolicy _stuckHops;
    private readonly TimeSpan _startedAt;
    private readonly List<NodeRecord> _nodes = [];
    private SourceProgress _source;
    private SourceReport _report = SourceReport.Clean;
    private TimeSpan? _transferredAt;
    private TimeSpan _progressAt;
    private RoundKeys? _keys;

    /// <param name="epoch">Last epoch of the round before.</param>
    public Round(RoundState state, SlownessBudget budget, uint epoch)
    {
        _state = state;
        _startedAt = state.Pending.Now;
        _release = new ReleasePolicy(state);
        _repair = new RepairPolicy(state, _release, epoch);
        _slowNodes = new SlowNodePolicy(state, _repair, _release, budget);
        _stuckHops = new StuckHopPolicy(state, _repair);
    }

    public bool IsOver => _state.Chain.IsEmpty;

    public int Living => _state.Standing;

    /// <summary>Epoch of the newest order.</summary>
    public uint Epoch => _repair.Epoch;

    /// <summary>Builds the chain of these nodes, in this order.</summary>
    public void Start(IReadOnlyList<NodeRecord> nodes, RoundKeys keys)
    {
        _state.Lacking = nodes.Count;
        _state.Standing = nodes.Count;
        _nodes.AddRange(nodes);
        _state.Pending.Add(new CoordinatorAction.StartRound(keys));
        _keys = keys;
        var index = 0u;
        foreach (var node in nodes)
        {
            _state.Chain.Append(node);
            node.Index = ++index;
            _state.Pending.Reach(node, NodeStage.Receiving);
            SendStart(node);
            _repair.Order(node, node.Previous!);
        }
    }

    /// <summary>Repeats what a node of the chain that was away may have missed. A node ignores what it knows.</summary>
    public void Resume(NodeRecord node)
    {
        SendStart(node);
        _repair.Resume(node);
    }

    public void OnMessage(NodeRecord node, ControlMessage message)
    {
        switch (message)
        {
            case Status status:
                OnStatus(node, status);
                break;
            case ParentLost lost:
                _repair.OnParentLost(node, lost);
                break;
            case Received received:
                _release.OnReceived(node, received.Position);
                break;
            case Receipt receipt:
                _release.OnReceipt(node, receipt);
                break;
            case InstallComplete:
                _release.OnInstalled(node);
                break;
            case NodeFailed failed:
                _release.OnFailed(node, failed.Reason);
                break;
        }
    }

    public void OnStreamSent(SentStream stream) => _state.Streams[stream.Stream] = stream;

    public void OnProducerEnded(long position, SourceReport report)
    {
        _report = report;
        _transferredAt = _state.Pending.Now;
        var length = _state.Streams.Values.Sum(stream => stream.End.PlainLength);
        _source = new SourceProgress(length, position, length);
        foreach (var note in report.Notes)
            _state.Pending.Publish(new RunEvent.SourceNoted(note));
        _release.OnProducerEnded(position);
    }

    public void OnTick(CoordinatorEvent.Tick tick)
    {
        _state.Chain.Golden.Note(tick.Golden.ToStatus(0), _state.Pending.Now);
        if (_transferredAt is null)
            _source = tick.Source;
        _slowNodes.OnTick();
        foreach (var node in _state.Chain.Nodes().ToList())
        {
            _repair.CheckAttach(node);
            _stuckHops.Check(node);
            _release.CheckProgress(node);
        }
        _repair.OrderParked();
        if (_state.Pending.Now - _progressAt >= s_progressInterval)
            PublishProgress();
    }

    /// <summary>A node of the chain was lost.</summary>
    public void Lose(NodeRecord node)
    {
        if (!node.InLine)
            return;
        _repair.Unlink(node);
        _release.Settle();
    }

    /// <summary>Closes the books of the round.</summary>
    /// <param name="number">From 1.</param>
    public RunReport.Round End(int number)
    {
        PublishProgress();
        var now = _state.Pending.Now;
        return new RunReport.Round(number, new RoundTimes(now - _startedAt, (_transferredAt ?? now) - _startedAt), _report)
        {
            Sent = _source,
            Streams = _transferredAt is null ? [] : [.. _state.Streams.Values],
        };
    }

    private void SendStart(NodeRecord node)
    {
        _state.Pending.Send(node, new Start(_keys!.Run, _keys.DataKey, _keys.ChainKey, node.Index, (uint)_nodes.Count));
    }

    private void PublishProgress()
    {
        _progressAt = _state.Pending.Now;
        var (nodes, done, slowest) = (0, 0, long.MaxValue);
        List<NodeProgress> each = [];
        foreach (var node in _nodes)
        {
            if (node.Stage == NodeStage.NextRound)
                continue;
            each.Add(new NodeProgress(node.Node, node.PlainBytes, node.Status?.ReceivedTo ?? 0));
            if (!node.InLine && node.Stage is NodeStage.Gone or NodeStage.Failed)
                continue;
            nodes++;
            done += node.Receipts.Count > 0 ? 1 : 0;
            slowest = Math.Min(slowest, node.PlainBytes);
        }
        _state.Pending.Publish(
            new RunEvent.Progressed(_state.Pending.Now - _startedAt, _source, nodes > 0 ? slowest : 0, nodes, done)
            {
                Each = each,
            }
        );
    }

    private void OnStatus(NodeRecord node, Status status)
    {
        node.Note(status, _state.Pending.Now);
        if (node.Attached && node.InLine)
            _slowNodes.OnStatus(node);
        if (!node.Attached && status.Epoch == node.Epoch && node.InLine)
            _repair.OnAttached(node);
    }
}
