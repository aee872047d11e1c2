using System;
using System.Collections.Generic;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>A node: the real <see cref="NodeStateMachine"/>, with a simulated relay, consumer and control connection.</summary>
public sealed class SimNode : SimPeer
{
    private readonly List<SimHop> _backlog = [];
    private TimeSpan _consumeTime;
    private TimeSpan _waited;
    private TimeSpan _waitsSince;
    private NodeStateMachine? _state;
    private SimHop? _parent;
    private long _consumed;
    private ulong _inHand;
    private int _round;
    private bool _begun;
    private bool _consuming;
    private bool _finished;
    private bool _controlClosed;
    private ulong _hash;

    public SimNode(SimRoom room, uint id)
        : base(room, id) => _consumeTime = room.Plan.ConsumeTime * room.AnyFactor();

    /// <summary>How its process ended by itself; null while it runs, or when it was killed.</summary>
    public NodeAction.Exit? Exit { get; private set; }

    /// <summary>When its process ended by itself.</summary>
    public TimeSpan LeftAt { get; private set; }

    /// <summary>Of what its consumer took.</summary>
    public ulong Hash => _hash;

    /// <summary>Its child cannot reach it any more.</summary>
    public uint DeafTo { get; set; }

    public bool DiskFailed { get; private set; }

    protected override long Consumed => DiskFailed ? long.MaxValue : _consumed;

    public void Join()
    {
        _state = new NodeStateMachine(Room.Plan.Deadlines, Room.Time.Now);
        Send(Room.Server, () => Room.Server.OnJoined(this));
        After(Deadlines.TickInterval * ((Id % 16) / 16.0), Tick);
    }

    /// <summary>A message on the control connection.</summary>
    public void OnControl(ControlMessage message)
    {
        if (!_controlClosed)
            Handle(new NodeEvent.FromServer(message));
    }

    public void OnControlClosed(string reason)
    {
        if (_controlClosed)
            return;
        _controlClosed = true;
        Handle(new NodeEvent.ControlLost(reason));
    }

    public void FailDisk()
    {
        if (_state is null || DiskFailed || _finished)
            return;
        DiskFailed = true;
        Handle(new NodeEvent.ConsumerFailed("no space left"));
        OnRoom();
    }

    /// <summary>Its disk is not what it was.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Its disk gets slower.</summary>
    public void SlowDisk(double factor)
    {
        IsSlow = true;
        _consumeTime *= factor;
    }

    /// <summary>What its parent sends it from now on, over the connection there is, is lost.</summary>
    public void SwallowHop() => _parent?.Swallow();

    public void ResetHop() => _parent?.Fail(ParentLossReason.Closed, 0, "connection reset");

    public override void OnDialled(SimHop hop)
    {
        if (!hop.IsOpenAtParent || hop.Child.Id == DeafTo)
            return;
        if (!_begun)
        {
            _backlog.Add(hop);
            return;
        }
        if (!IsOfThisRound(hop))
            return;
        Handle(new NodeEvent.ChildAsked(new SimChildRequest(hop, Oldest)));
    }

    public void OnAccepted(SimHop hop)
    {
        Handle(new NodeEvent.ParentAttached(hop.Epoch, Figures()));
        hop.SendAck();
    }

    public void OnParentFailed(SimHop hop, ParentLossReason cause, long oldest, string reason)
    {
        if (_parent == hop)
            _parent = null;
        Handle(new NodeEvent.ParentFailed(hop.Epoch, Received, cause, oldest, reason));
    }

    /// <summary>Takes from the sockets what the window has room for.</summary>
    public void Drain()
    {
        while (IsUp && !IsFrozen && HasRoom && _parent is not null && _parent.TryTake(out var cell))
            Take(cell);
    }

    protected override void CloseConnections()
    {
        _parent?.CloseFromChild();
        _parent = null;
        DropChild("connection reset");
        foreach (var hop in _backlog)
            hop.Fail(ParentLossReason.Closed, 0, "connection reset");
        _controlClosed = true;
        Send(Room.Server, () => Room.Server.OnControlClosed(this, "connection reset"));
    }

    protected override void OnRoom()
    {
        Trim();
        Drain();
    }

    protected override void OnKnowledge() => _parent?.ScheduleAck();

    private void Take(ulong cell)
    {
        Put(cell);
        Consume();
        Trim();
        OnKnowledge();
        Room.OnReceived(this);
        if (Room.IsLast(cell))
            Handle(new NodeEvent.StreamEnded(Received));
    }

    private void Consume()
    {
        while (!_consuming && !DiskFailed && _consumed < Received)
        {
            SetConsuming(_consumeTime > TimeSpan.Zero);
            // What the disk is at counts as consumed: it has left the window.
            _inHand = Cell(_consumed++);
            if (_consuming)
                After(_consumeTime * Room.AnyJitter(), OfThisRound(ConsumeOne));
            else
                ConsumeCell();
        }
    }

    private void SetConsuming(bool consuming)
    {
        if (!_consuming)
            _waited += Room.Time.Now - _waitsSince;
        _waitsSince = Room.Time.Now;
        _consuming = consuming;
    }

    private void ConsumeOne()
    {
        SetConsuming(false);
        if (DiskFailed)
            return;
        ConsumeCell();
        Consume();
        OnRoom();
    }

    private void ConsumeCell()
    {
        _hash = SimRoom.Mix(_hash, _inHand);
        if (Room.IsLast(_inHand))
            After(Room.Plan.FinishTime, OfThisRound(GiveReceipt));
    }

    private void GiveReceipt()
    {
        if (DiskFailed)
            return;
        _finished = true;
        Handle(new NodeEvent.StreamConsumed(new Receipt(1, SimRoom.StreamName, _consumed, _hash)));
    }

    private void Tick()
    {
        Handle(new NodeEvent.Tick(Figures()));
        After(Deadlines.TickInterval, Tick);
    }

    private WindowStats Figures() => Figures(_consuming ? _waited : _waited + (Room.Time.Now - _waitsSince));

    private void Handle(NodeEvent happened)
    {
        foreach (var action in _state!.Handle(happened, Room.Time.Now))
            Obey(action);
    }

    private void Obey(NodeAction action)
    {
        switch (action)
        {
            case NodeAction.Report report when !_controlClosed:
                Send(Room.Server, () => Room.Server.OnMessage(this, report.Message));
                break;
            case NodeAction.Begin begin:
                Begin(begin);
                break;
            case NodeAction.ConnectParent order:
                Dial(order);
                break;
            case NodeAction.DropParent:
                _parent?.CloseFromChild();
                _parent = null;
                break;
            case NodeAction.AnswerChild answer when answer.Status == AttachStatus.Accepted:
                Serve(((SimChildRequest)answer.Request).Hop);
                break;
            case NodeAction.AnswerChild answer:
                ((SimChildRequest)answer.Request).Hop.Refuse(answer.Status, Oldest);
                break;
            case NodeAction.StartOver:
                StartOver();
                Handle(new NodeEvent.RoundCleared());
                break;
            case NodeAction.Rejoin:
                Handle(new NodeEvent.JoinFailed("connection refused"));
                break;
            case NodeAction.JoinLater later:
                Handle(new NodeEvent.JoinFailed(later.Reason));
                break;
            case NodeAction.ExpectChild expected:
                OnExpectation(expected.Expected);
                break;
            case NodeAction.Exit exit:
                Exit = exit;
                LeftAt = Room.Time.Now;
                Down();
                break;
        }
    }

    protected override void StartOver()
    {
        _parent?.CloseFromChild();
        _parent = null;
        base.StartOver();
        _round++;
        _begun = false;
        SetConsuming(false);
        _consumed = 0;
        _hash = 0;
    }

    private Action OfThisRound(Action action)
    {
        var round = _round;
        return () =>
        {
            if (round == _round)
                action();
        };
    }

    private void Begin(NodeAction.Begin begin)
    {
        _begun = true;
        Run = begin.Start.Run;
        Expect(begin.ChildExpected);
        if (DiskFailed)
            Handle(new NodeEvent.ConsumerFailed("no space left, still"));
        foreach (var hop in _backlog.ToArray())
            OnDialled(hop);
        _backlog.Clear();
    }

    private void Dial(NodeAction.ConnectParent order)
    {
        _parent?.CloseFromChild();
        var parent = Room.Peer(order.Parent);
        var hop = new SimHop(this, parent, order.Epoch);
        _parent = hop;
        Send(
            parent,
            () => parent.OnDialled(hop),
            refused: () =>
            {
                if (_parent == hop)
                    OnParentFailed(hop, ParentLossReason.Unreachable, 0, "connection refused");
            }
        );
    }

    private sealed record SimChildRequest(SimHop Hop, long Oldest) : ChildRequest(Hop.Child.Id, Hop.Epoch, Hop.Position, Oldest);
}
