using System;
using System.Collections.Generic;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A node's decisions: whom to be fed by, whom to feed, what to report, when to leave.</summary>
/// <remarks>A pure state machine, like <see cref="Coordinator"/>. One thread owns it. It starts when the proofs are
/// exchanged.</remarks>
public sealed partial class NodeStateMachine(Deadlines deadlines, TimeSpan now)
{
    private readonly ChildGate _gate = new();
    private readonly Wakefulness _wakefulness = new(deadlines.Pause);
    private List<NodeAction> _actions = [];
    private TimeSpan _now = now;
    private TimeSpan _heardAt = now;
    private TimeSpan _saidAt = now;
    private TimeSpan _orderedAt;
    private TimeSpan _fedSince;
    private TimeSpan _held;
    private uint _epoch;
    private Feeding _feeding;
    private string? _failure;

    /// <summary>How it stands with the parent of the last order.</summary>
    private enum Feeding
    {
        None,
        Attaching,
        Fed,
    }

    public NodePhase Phase { get; private set; } = NodePhase.Waiting;

    /// <param name="now">Of a clock that never goes back.</param>
    public IReadOnlyList<NodeAction> Handle(NodeEvent happened, TimeSpan now)
    {
        _now = now;
        _actions = [];
        if (Phase != NodePhase.Left)
            Dispatch(happened);
        return _actions;
    }

    private void Dispatch(NodeEvent happened)
    {
        switch (happened)
        {
            case NodeEvent.FromServer said:
                _heardAt = _now;
                OnMessage(said.Message);
                break;
            case NodeEvent.ControlLost lost:
                Leave(false, $"lost the golden node: {lost.Reason}");
                break;
            case NodeEvent.ParentAttached attached when attached.Epoch == _epoch:
                _feeding = Feeding.Fed;
                _fedSince = _now;
                Report(attached.Window.ToStatus(_epoch));
                break;
            case NodeEvent.ParentFailed failed when failed.Epoch == _epoch:
                LoseParent(new ParentLost(failed.Epoch, failed.Position, failed.Cause, failed.Oldest, failed.Reason));
                break;
            case NodeEvent.ChildAsked asked:
                var answer = _gate.Decide(asked.Epoch, asked.Position, asked.OldestRetained);
                _actions.Add(new NodeAction.AnswerChild(asked.Child, asked.Epoch, answer));
                break;
            case NodeEvent.StreamEnded ended when Phase == NodePhase.Running:
                Phase = NodePhase.Holding;
                Report(new Received(ended.Position));
                break;
            case NodeEvent.StreamConsumed consumed:
                Report(consumed.Receipt);
                break;
            case NodeEvent.PlanJudged judged:
                OnJudged(judged.Verdict);
                break;
            case NodeEvent.DisksMade:
                OnMade();
                break;
            case NodeEvent.StepBegun step:
                Report(step.Step);
                break;
            case NodeEvent.AllConsumed:
                OnInstalled();
                break;
            case NodeEvent.ConsumerFailed failed:
                FailLocally(failed.Reason);
                break;
            case NodeEvent.Tick tick:
                OnTick(tick.Window);
                break;
        }
    }

    private void OnMessage(ControlMessage message)
    {
        switch (message)
        {
            case PlanPart part:
                OnPlanPart(part);
                break;
            case Proceed proceed:
                OnProceed(proceed);
                break;
            case Start when Installs && !_isMade:
                FailLocally("started before the disks were made");
                break;
            case Start start when Phase == NodePhase.Waiting:
                Phase = NodePhase.Running;
                _actions.Add(new NodeAction.Begin(start));
                break;
            case AttachTo order when order.Epoch > _epoch && Phase != NodePhase.Waiting:
                Follow(order);
                break;
            case ChildExpected expected when _gate.Heed(expected.Epoch, expected.Expected):
                _actions.Add(new NodeAction.ExpectChild(expected.Expected));
                break;
            case NextRound next when Phase is NodePhase.Running or NodePhase.Holding:
                StartOver(next.Reason);
                break;
            case Release release:
                OnRelease(release);
                break;
            case Abort abort:
                Leave(false, abort.Reason);
                break;
            case Refused refused:
                Leave(false, $"refused by the golden node: {refused.Reason}");
                break;
        }
    }

    private void Follow(AttachTo order)
    {
        _epoch = order.Epoch;
        _feeding = Feeding.Attaching;
        _orderedAt = _now;
        _actions.Add(new NodeAction.ConnectParent(order.Epoch, order.Parent, order.Address));
    }

    /// <summary>Says so, once, and waits for the next order.</summary>
    private void LoseParent(ParentLost lost)
    {
        if (_feeding == Feeding.None)
            return;
        _feeding = Feeding.None;
        Report(lost);
    }

    private void FailLocally(string reason)
    {
        if (_failure is not null)
            return;
        _failure = reason;
        Report(new NodeFailed(reason));
    }

    private void OnTick(WindowFigures window)
    {
        _wakefulness.Tick(_now);
        if (_wakefulness.SilenceSince(_heardAt, _now) is var silence && silence > deadlines.Silence)
        {
            Leave(false, $"lost the golden node: silent for {silence.TotalSeconds:0.0} s");
            return;
        }
        if (_feeding == Feeding.Attaching && _wakefulness.SilenceSince(_orderedAt, _now) > deadlines.Attach)
        {
            _actions.Add(new NodeAction.DropParent(_epoch));
            LoseParent(new ParentLost(_epoch, window.ReceivedTo, LossCause.Unreachable, 0, "no answer in time"));
        }
        // One whom its own disk holds may hold everybody, and by those that its child holds the golden node sees whether it does: both
        // tell at once. So do nodes that were just attached: until it is known what they can do, nobody can be told from the others.
        var isNew = _feeding == Feeding.Fed && _now - _fedSince <= deadlines.SignOfLife;
        var held = window.StalledOnConsumer + window.StalledOnChild;
        var isHeld = held > _held;
        _held = held;
        if (isHeld || isNew || _now - _saidAt >= deadlines.SignOfLife)
            Report(window.ToStatus(_feeding == Feeding.Fed ? _epoch : 0));
    }

    /// <summary>What is said before <see cref="Ready"/> belongs to the old round, what is said after it to the next.</summary>
    private void StartOver(string reason)
    {
        Phase = NodePhase.Waiting;
        _feeding = Feeding.None;
        _failure = null;
        ForgetMade();
        _actions.Add(new NodeAction.StartOver(reason));
        Report(new Ready());
    }

    /// <summary>The golden node's word decides, but a node that knows better of itself never calls itself done.</summary>
    private void OnRelease(Release release)
    {
        if (release.Verdict != Verdict.Done)
            Leave(false, release.Reason);
        else if (_failure is not null || Phase != NodePhase.Holding)
            Leave(false, _failure ?? "released as done before the end of the stream");
        else if (Installs && !_isInstalled)
            Leave(false, "released as done before it was installed");
        else
            Leave(true, "");
    }

    private void Report(ControlMessage message)
    {
        _saidAt = _now;
        _actions.Add(new NodeAction.Report(message));
    }

    private void Leave(bool done, string reason)
    {
        Phase = NodePhase.Left;
        _actions.Add(new NodeAction.Exit(done, _failure is not null && reason != _failure ? $"{_failure}; {reason}" : reason));
    }
}
