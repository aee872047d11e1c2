using System;
using System.Collections.Generic;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The decisions of a node: its parent, its child, its reports, and when it leaves.</summary>
/// <remarks>A pure state machine, like <see cref="Coordinator"/>. One thread owns it. It starts when the proofs are
/// exchanged.</remarks>
public sealed partial class NodeStateMachine(Deadlines deadlines, TimeSpan now)
{
    private readonly EpochFence _gate = new();
    private readonly PauseDetector _pauses = new(deadlines.Pause);
    private List<NodeAction> _actions = [];
    private TimeSpan _now = now;
    private TimeSpan _heardAt = now;
    private TimeSpan _saidAt = now;
    private TimeSpan _orderedAt;
    private TimeSpan _fedSince;
    private TimeSpan _held;
    private TimeSpan? _clearingSince;
    private uint _node;
    private uint _epoch;
    private Feeding _feeding;
    private string? _failure;

    /// <summary>The state of the parent of the last order.</summary>
    private enum Feeding
    {
        None,
        Attaching,
        Fed,
    }

    public NodePhase Phase { get; private set; } = NodePhase.Waiting;

    /// <summary>Called with everything that happens to this node, within <see cref="Handle"/>. Must not block.</summary>
    public Action<NodeRunEvent> Publish { get; init; } = _ => { };

    /// <param name="happened">The next event.</param>
    /// <param name="now">Time of a clock that never goes back.</param>
    /// <returns>Actions that the owner carries out, in this order.</returns>
    public IReadOnlyList<NodeAction> Handle(NodeEvent happened, TimeSpan now)
    {
        _now = now;
        _actions = [];
        if (Phase != NodePhase.Left)
            Dispatch(happened);
        return _actions;
    }

    private bool IsInRound => Phase is NodePhase.Running or NodePhase.Holding;

    private void Dispatch(NodeEvent happened)
    {
        switch (happened)
        {
            case NodeEvent.FromServer said:
                _heardAt = _now;
                OnMessage(said.Message);
                break;
            case NodeEvent.Tick tick:
                OnTick(tick.Window);
                break;
            case NodeEvent.Connected connected:
                OnConnected(connected);
                break;
            case NodeEvent.ControlLost lost:
                LoseServer(lost.Reason);
                break;
            case NodeEvent.JoinFailed failed:
                OnJoinFailed(failed.Reason);
                break;
            case NodeEvent.RoundCleared:
                OnRoundCleared();
                break;
            case NodeEvent.OfRound of when IsInRound:
                OnRound(of);
                break;
            case NodeEvent.OfInstallation of:
                OnInstallation(of);
                break;
            case NodeEvent.ConsumerFailed failed:
                Fail(failed);
                break;
            case NodeEvent.Interrupted:
                Leave(false, "stopped by the operator");
                break;
        }
    }

    private void OnRound(NodeEvent.OfRound happened)
    {
        switch (happened)
        {
            case NodeEvent.ParentAttached attached when attached.Epoch == _epoch:
                _feeding = Feeding.Fed;
                _fedSince = _now;
                _loss = null;
                Report(attached.Window.ToStatus(_epoch));
                break;
            case NodeEvent.ParentFailed failed when failed.Epoch == _epoch:
                LoseParent(new ParentLost(failed.Epoch, failed.Position, failed.Cause, failed.Oldest, failed.Reason));
                break;
            case NodeEvent.ChildAsked asked:
                var request = asked.Request;
                _actions.Add(
                    new NodeAction.AnswerChild(request, _gate.Decide(request.Epoch, request.Position, request.OldestRetained))
                );
                break;
            case NodeEvent.StreamBegun begun:
                BeginStream(begun);
                break;
            case NodeEvent.StreamConsumed consumed:
                _receipts.Add(consumed.Receipt);
                Report(consumed.Receipt);
                break;
            case NodeEvent.AllConsumed:
                OnInstalled();
                break;
            case NodeEvent.StreamEnded ended when Phase == NodePhase.Running:
                Phase = NodePhase.Holding;
                _received = new Received(ended.Position);
                Report(_received);
                break;
            case NodeEvent.RelayFailed failed:
                Leave(false, $"relay: {failed.Reason}");
                break;
        }
    }

    private void OnMessage(ControlMessage message)
    {
        switch (message)
        {
            case Welcome welcome:
                OnWelcome(welcome);
                break;
            case Waiting waiting:
                Publish(new NodeRunEvent.Waiting(waiting.Joined, waiting.Expected));
                break;
            case PlanPart part:
                OnPlanPart(part);
                break;
            case BootAwaited order:
                _actions.Add(new NodeAction.LeaveReporter(order));
                break;
            case Proceed proceed:
                OnProceed(proceed);
                break;
            case Start start:
                OnStart(start);
                break;
            case AttachTo order when order.Epoch > _epoch && IsInRound:
                Follow(order);
                break;
            case ChildExpected expected when IsInRound && _gate.Heed(expected.Epoch, expected.Expected):
                _actions.Add(new NodeAction.ExpectChild(expected.Expected));
                break;
            case NextRound next:
                OnNextRound(next.Reason);
                break;
            case Release release:
                OnRelease(release);
                break;
            case Abort abort:
                Leave(false, abort.Reason);
                break;
            case Refused refused:
                OnRefused(refused);
                break;
        }
    }

    private void OnStart(Start start)
    {
        if (Phase != NodePhase.Waiting)
            return;
        if (Installs && !_isMade)
        {
            FailLocally("started before the disks were made");
            return;
        }
        Phase = NodePhase.Running;
        BeginProgress();
        Publish(new NodeRunEvent.Started(start.Index, start.Total));
        _actions.Add(new NodeAction.Begin(start, _node));
    }

    private void Follow(AttachTo order)
    {
        _epoch = order.Epoch;
        _feeding = Feeding.Attaching;
        _orderedAt = _now;
        _actions.Add(new NodeAction.ConnectParent(order.Epoch, order.Parent, order.Address));
    }

    /// <summary>Reports the loss, once for each order, and waits for the next order.</summary>
    private void LoseParent(ParentLost lost)
    {
        if (_feeding == Feeding.None)
            return;
        _feeding = Feeding.None;
        _loss = lost;
        Publish(new NodeRunEvent.ParentLost(lost.Position, lost.Cause, lost.Reason));
        Report(lost);
    }

    private void Fail(NodeEvent.ConsumerFailed failed)
    {
        Publish(new NodeRunEvent.Failed(failed.Reason, IsRelaying: IsInRound));
        FailLocally(failed.Reason);
    }

    private void FailLocally(string reason)
    {
        if (_failure is not null)
            return;
        _failure = reason;
        Report(new NodeFailed(reason));
    }

    private void OnTick(WindowStats window)
    {
        _pauses.Tick(_now);
        CheckServer();
        if (Phase == NodePhase.Clearing)
            CheckClearing();
        else if (Phase != NodePhase.Left)
            OnTickInService(window);
    }

    private void OnTickInService(WindowStats window)
    {
        if (_feeding == Feeding.Attaching && _pauses.SilenceSince(_orderedAt, _now) > deadlines.Attach)
        {
            _actions.Add(new NodeAction.DropParent(_epoch));
            LoseParent(new ParentLost(_epoch, window.ReceivedTo, ParentLossReason.Unreachable, 0, "no answer in time"));
        }
        ReportStatus(window);
        PublishProgress(window);
    }

    /// <summary>Reports the figures every <see cref="Deadlines.SignOfLife"/>; at every tick while this node's window is full,
    /// because of its own disk or of its child, and for a while after it was attached.</summary>
    /// <remarks>The coordinator needs the figures of all nodes of these kinds to tell which node is the bottleneck.</remarks>
    private void ReportStatus(WindowStats window)
    {
        var isNew = _feeding == Feeding.Fed && _now - _fedSince <= deadlines.SignOfLife;
        var held = window.StalledOnConsumer + window.StalledOnChild;
        var isHeld = held > _held;
        _held = held;
        if (isHeld || isNew || _now - _saidAt >= deadlines.SignOfLife)
            Report(window.ToStatus(_feeding == Feeding.Fed ? _epoch : 0));
    }

    private void OnNextRound(string reason)
    {
        // A coordinator that lost the connection before the answer came asks again.
        if (Phase == NodePhase.Waiting && _isReady)
            Report(new Ready());
        if (!IsInRound)
            return;
        Phase = NodePhase.Clearing;
        _clearingSince = _now;
        _feeding = Feeding.None;
        _failure = null;
        ForgetRound();
        Publish(new NodeRunEvent.LeftBehind(reason));
        _actions.Add(new NodeAction.StartOver(reason));
    }

    /// <summary>Reports <see cref="Ready"/>: messages before it belong to the old round, messages after it to the next.</summary>
    private void OnRoundCleared()
    {
        if (Phase != NodePhase.Clearing)
            return;
        Phase = NodePhase.Waiting;
        _clearingSince = null;
        _isReady = true;
        Report(new Ready());
    }

    private void CheckClearing()
    {
        if (_clearingSince is not { } since)
            return;
        if (_now - since > deadlines.Clearing)
            Leave(false, $"the consumer of the last round has not ended after {deadlines.Clearing.TotalSeconds:0} s");
        else if (_now - _saidAt >= deadlines.SignOfLife)
            Report(new Keepalive());
    }

    /// <summary>Leaves with the golden node's verdict, but never as done when this node knows better.</summary>
    private void OnRelease(Release release)
    {
        (_nodesDone, _nodesTotal) = (release.NodesDone, release.NodesTotal);
        if (release.Verdict != Verdict.Done)
            Leave(false, release.Reason);
        else if (_failure is not null || Phase != NodePhase.Holding)
            Leave(false, _failure ?? "released as done before the end of the stream");
        else if (Installs && !_isInstalled)
            Leave(false, "released as done before it was installed");
        else
            Leave(true, "");
    }

    /// <summary>Sends to the golden node; without a connection, <see cref="ReportAgain"/> does it later.</summary>
    private void Report(ControlMessage message)
    {
        _saidAt = _now;
        if (_lostAt is null)
            _actions.Add(new NodeAction.Report(message));
    }

    private void Leave(bool done, string reason)
    {
        Phase = NodePhase.Left;
        var all = _failure is not null && reason != _failure ? $"{_failure}; {reason}" : reason;
        PublishEnd(done, all);
        _actions.Add(new NodeAction.Exit(done, all));
    }
}
