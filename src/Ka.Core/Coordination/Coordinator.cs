using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The golden node's decisions: which nodes are admitted and which are lost, when a round starts, when the run ends. A
/// <see cref="Round"/> decides what happens in its chain, an <see cref="InstallApproval"/> which disks may be erased.</summary>
/// <remarks>A pure state machine. Events and the time go in; actions to carry out and <see cref="RunEvent"/>s to publish come
/// out. No I/O, no clock, no random numbers: equal inputs give equal outputs. One thread owns it.</remarks>
public sealed partial class Coordinator : INodeOwner
{
    private readonly CoordinatorOptions _options;
    private readonly PendingActions _pending = new();
    private readonly SlownessBudget _budget = new();
    private readonly Rejections _rejections;
    private readonly PauseDetector _pauses;
    private readonly OutageDetector _outage;
    private readonly NodeRegistry _nodes;
    private readonly StaggeredReleaseQueue _releases;
    private readonly Farewell _farewell;
    private readonly InstallApproval? _install;
    private readonly BootWatch? _boots;
    private uint _done;
    private string _failure = "";
    private bool _isInterrupted;
    private bool _isEnding;
    private bool _hasEnded;

    public Coordinator(CoordinatorOptions options)
    {
        _options = options;
        _rejections = new Rejections(_pending);
        _pauses = new PauseDetector(options.Deadlines.Pause);
        _outage = new OutageDetector(options.Deadlines, _pending);
        _nodes = new NodeRegistry(isOnePerMachine: options.Install is not null);
        _releases = new StaggeredReleaseQueue(options, _pending);
        _farewell = new Farewell(options.Deadlines, _outage, _pending);
        _install = options.Install is null ? null : new InstallApproval(options, _pending, _nodes, this);
        _boots = options.Boots is { } boots ? new BootWatch(boots, _pending) : null;
    }

    /// <summary>The round that runs, or ran last, from 1; 0 before the first.</summary>
    public int Round { get; private set; }

    /// <summary>Nodes of the round, or while none runs, those that wait for it.</summary>
    public int Living => _round?.Living ?? _nodes.Count;

    /// <summary>Nodes that wait for the next round.</summary>
    public int Waiting => _nodes.Present.Count(IsWaiting);

    /// <summary>The run was to install, and no disk was erased so far.</summary>
    public bool IsUntouched => _install is { IsUntouched: true };

    /// <summary>True for a clone whose report of its first boot is wanted.</summary>
    public bool IsBootAwaited(uint node) => !_hasEnded && _boots?.Knows(node) == true;

    /// <summary>True when every node that is done has learnt it, or had the time to. For after the end of the run.</summary>
    public bool IsFarewellOver(TimeSpan now) => _farewell.IsOver(now);

    /// <param name="now">Of a clock that never goes back.</param>
    public Decision Handle(CoordinatorEvent happened, TimeSpan now)
    {
        var decision = _pending.Open(now);
        _outage.OnPause(_pauses.LateBy(now));
        if (happened is CoordinatorEvent.Tick)
            _pauses.Tick(now);
        // A node that missed its release gets it when it comes back.
        if (!_hasEnded || happened is CoordinatorEvent.NodeReturned or CoordinatorEvent.NodeGone)
            Dispatch(happened);
        if (!_isEnding)
            GoOn();
        if (_isEnding && !_hasEnded && _releases.IsEmpty)
            End();
        return decision;
    }

    private void Dispatch(CoordinatorEvent happened)
    {
        switch (happened)
        {
            case CoordinatorEvent.NodeJoined joined:
                OnJoined(joined);
                break;
            case CoordinatorEvent.NodeReturned returned:
                OnReturned(returned);
                break;
            case CoordinatorEvent.NodeGone gone when _nodes.TryGet(gone.Node, out var node):
                if (!_outage.MayBeCutOff(node))
                    Lose(node, gone.Reason);
                break;
            case CoordinatorEvent.NodeGone gone:
                _farewell.OnGone(gone.Node);
                break;
            case CoordinatorEvent.FromNode said when _nodes.TryGet(said.Node, out var node):
                Hear(node);
                OnMessage(node, said.Message);
                break;
            case CoordinatorEvent.FromNode said when _farewell.Find(said.Node) is { } dismissed:
                Hear(dismissed);
                break;
            case CoordinatorEvent.StrangerRejected rejected:
                _rejections.Publish(rejected.Reason);
                break;
            case CoordinatorEvent.ReleasePrepared prepared:
                _releases.OnPrepared(prepared.Node);
                break;
            case CoordinatorEvent.Tick tick:
                OnTick(tick);
                break;
            default:
                DispatchToRun(happened);
                break;
        }
    }

    private void DispatchToRun(CoordinatorEvent happened)
    {
        switch (happened)
        {
            case CoordinatorEvent.GoNow go when WhyNotGo is null:
                _pending.Publish(new RunEvent.ToldToGo(go.Address, go.Host));
                _hurry = true;
                break;
            case CoordinatorEvent.Proceed when _install?.OnProceed() == true:
                _startedWith = _hurry ? _nodes.Count : Math.Max(_options.Nodes, _nodes.Count);
                break;
            case CoordinatorEvent.CallOff off when _install?.OnCallOff(off.Reason) != true:
                Abort(off.Reason);
                break;
            case CoordinatorEvent.Stopped stopped:
                _isInterrupted = true;
                _releases.Hurry();
                Abort(stopped.Reason);
                break;
            case CoordinatorEvent.SourceOpened opened:
                OnSourceOpened(opened);
                break;
            case CoordinatorEvent.StreamSent sent:
                _round?.OnStreamSent(sent.Stream);
                break;
            case CoordinatorEvent.ProducerEnded ended:
                _round?.OnProducerEnded(ended.Position, ended.Report);
                break;
            case CoordinatorEvent.ProducerFailed failed:
                Abort(failed.Reason);
                break;
            case CoordinatorEvent.BootReported booted:
                _boots?.OnReport(booted.Node, booted.Report);
                break;
        }
    }

    private void OnMessage(NodeRecord node, ControlMessage message)
    {
        // Messages before it belong to a round that is over for this node.
        if (message is Ready && !node.IsReady)
        {
            node.IsReady = true;
            _puttingAway--;
            // Its disks are made anew: what was received so far is on them.
            _install?.TellToProceed(node);
        }
        else if (message is Inventory inventory)
            Describe(node, inventory);
        else if (message is Step step)
            OnStep(node, step);
        else if (_install?.OnMessage(node, message) == true)
        {
            // It is no part of a round.
        }
        else if (node is { IsReady: true, InLine: true })
            _round!.OnMessage(node, message);
        else if (node.IsReady && message is NodeFailed failed)
        {
            _nodes.Serve(node);
            _pending.Note(node, failed.Reason);
            Dismiss(node, Verdict.Failed, failed.Reason);
        }
    }

    private void Describe(NodeRecord node, Inventory inventory)
    {
        if (node.Inventory is not null)
            return;
        node.Inventory = inventory;
        _pending.Publish(new RunEvent.NodeDescribed(node.Name, inventory));
    }

    private void OnStep(NodeRecord node, Step step)
    {
        (node.LastStep, node.ProgressedAt) = (step.ToString(), _pending.Now);
        // The numbered steps of a receiving node are those of its preparation.
        if (node.Stage == NodeStage.Receiving && step.Count > 0)
            _pending.Reach(node, NodeStage.Preparing);
        _pending.Publish(new RunEvent.NodeStepped(node.Name, step));
    }

    private void OnTick(CoordinatorEvent.Tick tick)
    {
        _releases.OnTick();
        _boots?.OnTick();
        foreach (var node in _nodes.Present.ToList())
            CheckSilence(node);
        if (!_outage.IsHeld)
        {
            _install?.OnTick();
            _round?.OnTick(tick);
        }
        if (_waitingChanged)
            TellWaiting();
        foreach (var node in _nodes.Present)
            if (_pending.Now - node.SentAt >= _options.Deadlines.SignOfLife)
                _pending.Send(node, new Keepalive());
    }

    private void Hear(NodeRecord node)
    {
        // What was due meanwhile is due later: no deadline counts the outage.
        if (_outage.OnHeard())
            _pauses.Restart(_pending.Now);
        node.HeardAt = _pending.Now;
    }

    private void CheckSilence(NodeRecord node)
    {
        var silence = _pauses.SilenceSince(node.HeardAt, _pending.Now);
        if (silence <= _options.Deadlines.Silence || _outage.Excuses(node))
            return;
        Lose(node, $"silent for {silence.TotalSeconds:0.0} s");
        _pending.Close(node);
    }

    /// <summary>A node is lost.</summary>
    private void Lose(NodeRecord node, string reason)
    {
        _nodes.Remove(node);
        _waitingChanged = true;
        if (!node.IsReady)
            _puttingAway--;
        var wasServed = node.Round > 0 || node.Stage >= NodeStage.Making;
        if (wasServed)
        {
            _nodes.Serve(node);
            _pending.Note(node, reason);
            node.Conclude(Verdict.Failed, node.Failure ?? reason);
        }
        _pending.Reach(node, NodeStage.Gone, reason);
        if (wasServed)
            _round?.Lose(node);
    }

    void INodeOwner.Conclude(NodeRecord node, Verdict verdict, string reason)
    {
        if (_install is null || verdict == Verdict.Failed || node.IsInstalled)
        {
            Dismiss(node, verdict, reason);
            return;
        }
        // The next round does not wait until the node is bootable.
        node.Proved = (verdict, reason);
        _pending.Reach(node, NodeStage.Preparing);
    }

    void INodeOwner.LeaveBehind(NodeRecord node, string reason, bool isOnlySlow) => LeaveBehind(node, reason, isOnlySlow);

    void INodeOwner.Dismiss(NodeRecord node, Verdict verdict, string reason) => Dismiss(node, verdict, reason);

    void INodeOwner.Reject(NodeRecord node, string reason)
    {
        if (node.Round > 0 || node.Stage >= NodeStage.Making)
            return;
        _nodes.Forget(node);
        _waitingChanged = true;
        _pending.Reach(node, NodeStage.Gone, reason);
        Refuse(node.Node, node.Name, reason);
    }

    private void Dismiss(NodeRecord node, Verdict verdict, string reason)
    {
        node.Conclude(verdict, reason);
        node.IsDismissed = true;
        node.Stage = verdict switch
        {
            Verdict.Done => NodeStage.Done,
            Verdict.Incomplete => NodeStage.Incomplete,
            _ => NodeStage.Failed,
        };
        _nodes.Remove(node);
        if (verdict == Verdict.Done)
            _done++;
        _pending.Publish(new RunEvent.NodeEnded(node.Name, verdict, reason, node.Inventory));
        _farewell.Add(node);
        if (verdict == Verdict.Done)
            _boots?.Await(node);
        _releases.Add(node, ReleaseOf(node));
    }

    private Release ReleaseOf(NodeRecord node) => new(node.Verdict!.Value, _done, (uint)_nodes.Served.Count, node.Reason);

    /// <param name="retryAfter">Zero: this run never lets the node in.</param>
    private void Refuse(uint connection, NodeIdentity name, string reason, TimeSpan retryAfter = default)
    {
        _rejections.Publish($"{name.Address} ({name.Host}): {reason}");
        _pending.Add(new CoordinatorAction.Send(connection, new Refused(reason, retryAfter)));
        _pending.Add(new CoordinatorAction.CloseNode(connection));
    }

    /// <summary>Ends the run for every node.</summary>
    private void Abort(string reason)
    {
        if (_isEnding)
            return;
        _failure = reason;
        foreach (var node in NodeRegistry.InOrder(_nodes.Present))
        {
            _nodes.Serve(node);
            node.Conclude(Verdict.Failed, reason);
            _pending.Reach(node, NodeStage.Failed, reason);
            _pending.Send(node, new Abort(reason));
            _pending.Close(node);
            _nodes.Remove(node);
        }
        EndRound();
        _boots?.Stop();
        _isEnding = true;
    }

    private void End()
    {
        _hasEnded = true;
        _farewell.Begin();
        var report = new RunReport(
            _rounds,
            [
                .. _nodes.Served.Select(node => new RunReport.Node(
                    node.Name,
                    node.Verdict ?? Verdict.Failed,
                    node.Reason,
                    node.Round,
                    node.PlainBytes
                )
                {
                    Boot = _boots?.OutcomeOf(node),
                }),
            ]
        )
        {
            IsInterrupted = _isInterrupted,
            Failure = _failure,
            Missing = Missing,
            SlowNodes = _budget.Decisions,
            IsUntouched = IsUntouched,
        };
        _pending.Publish(new RunEvent.Ended(report));
        _pending.Add(new CoordinatorAction.EndRun(report));
    }
}
