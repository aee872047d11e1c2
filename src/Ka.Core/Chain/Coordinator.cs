using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>The golden node's decisions: when a run starts, who is whose parent, who is dead, who is done, when it
/// ends.</summary>
/// <remarks>A pure state machine. What happened and when goes in, what to do comes out; no I/O, no clock, no chance, so the same
/// events give the same actions. One thread owns it.</remarks>
public sealed partial class Coordinator
{
    private readonly RunPlan _plan;
    private readonly Wakefulness _wakefulness;
    private readonly ChainLine _line = new(Member.OfGolden());
    private readonly Dictionary<uint, Member> _members = [];
    private readonly Dictionary<IPEndPoint, Member> _byAddress = [];
    private readonly Dictionary<uint, GoldenStream> _streams = [];
    private List<Member> _started = [];
    private List<CoordinatorAction> _actions = [];
    private TimeSpan _now;
    private bool _waitingChanged;
    private long? _end;
    private string? _failure;

    public Coordinator(RunPlan plan)
    {
        _plan = plan;
        _wakefulness = new Wakefulness(plan.Deadlines.Pause);
    }

    public RunPhase Phase { get; private set; } = RunPhase.Gathering;

    /// <summary>Nodes that are there: joined and not lost, or not yet released.</summary>
    public int Living => Phase == RunPhase.Gathering ? _members.Count : _line.Nodes().Count();

    /// <param name="now">Of a clock that never goes back. Not before the last one.</param>
    public IReadOnlyList<CoordinatorAction> Handle(CoordinatorEvent happened, TimeSpan now)
    {
        _now = now;
        _actions = [];
        if (Phase != RunPhase.Ended)
            Dispatch(happened);
        return _actions;
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
                member.HeardAt = _now;
                OnMessage(member, said.Message);
                break;
            case CoordinatorEvent.GoNow when Phase == RunPhase.Gathering && _members.Count > 0:
                StartRun();
                break;
            case CoordinatorEvent.StreamSent sent:
                _streams[sent.Stream.Stream] = sent.Stream;
                break;
            case CoordinatorEvent.ProducerEnded ended:
                OnProducerEnded(ended.Position);
                break;
            case CoordinatorEvent.ProducerFailed failed:
                AbortRun(failed.Reason);
                break;
            case CoordinatorEvent.Tick:
                OnTick();
                break;
        }
    }

    private void OnMessage(Member member, ControlMessage message)
    {
        switch (message)
        {
            case Status status:
                OnStatus(member, status);
                break;
            case ParentLost lost:
                OnParentLost(member, lost);
                break;
            case Received received:
                OnReceived(member, received.Position);
                break;
            case Receipt receipt:
                OnReceipt(member, receipt);
                break;
            case NodeFailed failed:
                OnFailed(member, failed.Reason);
                break;
        }
    }

    private void OnTick()
    {
        _wakefulness.Tick(_now);
        foreach (var member in _members.Values.ToList())
            CheckSilence(member);
        if (Phase is RunPhase.Running or RunPhase.Draining)
            foreach (var member in _line.Nodes().ToList())
                CheckAttach(member);
        OrderParked();
        if (_waitingChanged && Phase == RunPhase.Gathering)
            TellWaiting();
        foreach (var member in _members.Values.Where(member => _now - member.SentAt >= _plan.Deadlines.SignOfLife))
            Send(member, new Keepalive());
    }

    private void CheckSilence(Member member)
    {
        var silence = _wakefulness.SilenceSince(member.HeardAt, _now);
        if (silence <= _plan.Deadlines.Silence || Phase == RunPhase.Ended)
            return;
        Lose(member, $"silent for {silence.TotalSeconds:0.0} s");
        _actions.Add(new CoordinatorAction.CloseNode(member.Node));
    }

    private void Send(Member member, ControlMessage message)
    {
        member.SentAt = _now;
        _actions.Add(new CoordinatorAction.Send(member.Node, message));
    }

    private void Note(Member member, string text) => _actions.Add(new CoordinatorAction.Note(member.Node, text));
}
