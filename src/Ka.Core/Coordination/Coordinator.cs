using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The golden node's decisions: who is in, who is dead, when a round starts and whether another follows, when the run
/// ends. What happens inside a round, its <see cref="ChainRound"/> decides.</summary>
/// <remarks>A pure state machine. What happened and when goes in, what to do comes out; no I/O, no clock, no chance, so the same
/// events give the same actions. One thread owns it.</remarks>
public sealed partial class Coordinator : IRoundOwner
{
    private readonly RunPlan _plan;
    private readonly Wakefulness _wakefulness;
    private readonly Outbox _outbox = new();
    private readonly LostTime _lost = new();

    /// <summary>Nodes with a connection: in the round, or waiting for one.</summary>
    private readonly Dictionary<uint, Member> _members = [];

    private readonly Dictionary<IPEndPoint, Member> _byAddress = [];

    /// <summary>Everybody who was to be served, in the order of the report.</summary>
    private readonly List<Member> _served = [];

    private ChainRound? _round;
    private uint _epoch;
    private uint _done;
    private string? _failure;
    private bool _ended;

    public Coordinator(RunPlan plan)
    {
        _plan = plan;
        _wakefulness = new Wakefulness(plan.Deadlines.Pause);
    }

    public RunPhase Phase => _ended ? RunPhase.Ended
        : _round is null ? RunPhase.Gathering
        : _round.IsDraining ? RunPhase.Draining
        : RunPhase.Running;

    /// <summary>The round that runs, or ran last, from 1; 0 before the first.</summary>
    public int Round { get; private set; }

    /// <summary>Nodes of the round, or while none runs, those that wait for it.</summary>
    public int Living => _round?.Living ?? _members.Count;

    /// <summary>Nodes that wait for the next round.</summary>
    public int Waiting => _members.Values.Count(IsWaiting);

    /// <param name="now">Of a clock that never goes back. Not before the last one.</param>
    public IReadOnlyList<CoordinatorAction> Handle(CoordinatorEvent happened, TimeSpan now)
    {
        var actions = _outbox.Open(now);
        if (!_ended)
            Dispatch(happened);
        if (!_ended)
            GoOn();
        return actions;
    }

    private void Dispatch(CoordinatorEvent happened)
    {
        switch (happened)
        {
            case CoordinatorEvent.NodeJoined joined:
                OnJoined(joined);
                break;
            case CoordinatorEvent.NodeGone gone when _members.TryGetValue(gone.Node, out var member):
                Lose(member, gone.Reason);
                break;
            case CoordinatorEvent.FromNode said when _members.TryGetValue(said.Node, out var member):
                member.HeardAt = _outbox.Now;
                OnMessage(member, said.Message);
                break;
            case CoordinatorEvent.GoNow when WhyNotGo is null:
                _hurry = true;
                break;
            case CoordinatorEvent.Proceed:
                OnProceed();
                break;
            case CoordinatorEvent.NotWanted refused when _members.TryGetValue(refused.Node, out var stranger):
                TurnAway(stranger, refused.Reason);
                break;
            case CoordinatorEvent.StreamSent sent:
                _round?.OnStreamSent(sent.Stream);
                break;
            case CoordinatorEvent.ProducerEnded ended:
                _round?.OnProducerEnded(ended.Position);
                break;
            case CoordinatorEvent.ProducerFailed failed:
                AbortRun(failed.Reason);
                break;
            case CoordinatorEvent.Tick tick:
                OnTick(tick.Golden);
                break;
        }
    }

    private void OnMessage(Member member, ControlMessage message)
    {
        // What was said before it, was said of a round that is over for this node.
        if (message is Ready && !member.IsReady)
        {
            member.IsReady = true;
            _puttingAway--;
            // Its disks are made anew: what came so far is on them.
            if (Installs)
                TellToProceed(member);
        }
        else if (OnInstallMessage(member, message))
        {
            // It is no part of a round.
        }
        else if (member.IsReady && member.InLine)
            _round!.OnMessage(member, message);
        else if (member.IsReady && message is NodeFailed failed)
        {
            Serve(member);
            _outbox.Note(member, failed.Reason);
            Dismiss(member, Verdict.Failed, failed.Reason);
        }
    }

    private void OnTick(WindowFigures golden)
    {
        _wakefulness.Tick(_outbox.Now);
        foreach (var member in _members.Values.ToList())
            CheckSilence(member);
        foreach (var member in _members.Values.ToList())
            CheckJudging(member);
        foreach (var member in _members.Values.ToList())
            CheckStep(member);
        _round?.OnTick(golden);
        if (_waitingChanged)
            TellWaiting();
        foreach (var member in _members.Values.Where(member => _outbox.Now - member.SentAt >= _plan.Deadlines.SignOfLife))
            _outbox.Send(member, new Keepalive());
    }

    private void CheckSilence(Member member)
    {
        var silence = _wakefulness.SilenceSince(member.HeardAt, _outbox.Now);
        if (silence <= _plan.Deadlines.Silence)
            return;
        Lose(member, $"silent for {silence.TotalSeconds:0.0} s");
        _outbox.Close(member);
    }

    /// <summary>A node is not there any more.</summary>
    private void Lose(Member member, string reason)
    {
        _members.Remove(member.Node);
        _waitingChanged = true;
        if (!member.IsReady)
            _puttingAway--;
        if (member.Round == 0 && member.Install < InstallStage.Making)
            return;
        Serve(member);
        if (member.Verdict is null)
        {
            member.Conclude(Verdict.Failed, member.Failure ?? reason);
            _outbox.Note(member, reason);
        }
        _round?.Lose(member);
    }

    void IRoundOwner.Conclude(Member member, Verdict verdict, string reason)
    {
        if (Installs && verdict != Verdict.Failed && !member.IsInstalled)
            Prepare(member, verdict, reason);
        else
            Dismiss(member, verdict, reason);
    }

    void IRoundOwner.LeaveBehind(Member member, string reason, bool isOnlySlow) => LeaveBehind(member, reason, isOnlySlow);

    private void Dismiss(Member member, Verdict verdict, string reason)
    {
        member.Conclude(verdict, reason);
        member.IsDismissed = true;
        _members.Remove(member.Node);
        if (verdict == Verdict.Done)
            _done++;
        _outbox.Send(member, new Release(verdict, _done, (uint)_served.Count, reason));
        _outbox.Close(member);
    }

    /// <summary>It never was one of ours: no verdict, no line in the report.</summary>
    private void TurnAway(Member member, string reason)
    {
        if (member.Round > 0 || member.Install >= InstallStage.Making)
            return;
        _members.Remove(member.Node);
        _byAddress.Remove(PlaceOf(member.Address));
        _waitingChanged = true;
        _outbox.Send(member, new Refused(reason));
        _outbox.Close(member);
    }

    private void AbortRun(string reason)
    {
        _failure = reason;
        foreach (var member in InOrder(_members.Values))
        {
            Serve(member);
            member.Conclude(Verdict.Failed, reason);
            _outbox.Send(member, new Abort(reason));
            _outbox.Close(member);
        }
        End();
    }

    private void End()
    {
        _ended = true;
        var nodes = _served.Select(member => new NodeOutcome(
            member.Node, member.Host, member.Address, member.Verdict ?? Verdict.Failed, member.Reason, member.Round));
        _outbox.Add(new CoordinatorAction.EndRun(new RunOutcome([.. nodes], Missing, _lost.Demotions, _failure, Installs && IsUntouched)));
    }

    private static List<Member> InOrder(IEnumerable<Member> members) =>
        [.. members.OrderBy(member => (member.Address, member.Node), ChainOrder.Instance)];
}
