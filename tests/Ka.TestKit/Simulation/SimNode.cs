using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Receiver;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>A node: the real <see cref="ReceiverLoop"/>, with a simulated relay, consumer and installer.</summary>
public sealed partial class SimNode : SimPeer, IReceiverEffects
{
    /// <summary>Of every machine.</summary>
    public const ushort DataPort = 30764;

    private readonly List<SimHop> _backlog = [];
    private readonly SimJoiner _joiner;
    private readonly ReceiverLoop _loop;
    private TimeSpan _consumeTime;
    private TimeSpan _waited;
    private TimeSpan _waitsSince;
    private SimHop? _parent;
    private SimControl? _control;
    private SimControl? _blocked;
    private long _consumed;
    private ulong _inHand;
    private Round? _round;
    private bool _consuming;
    private bool _finished;
    private ulong _hash;

    public SimNode(SimRoom room, uint id)
        : base(room, id)
    {
        _consumeTime = room.Plan.ConsumeTime * room.AnyFactor();
        _loop = new ReceiverLoop(room.Time, this, _ => { });
        _joiner = new SimJoiner(this, OnConnected, reason => _loop.Post(new NodeEvent.JoinFailed(reason)));
    }

    /// <summary>Where it has its control connection from.</summary>
    public IPEndPoint ControlAddress => new(Room.AddressOf(Id).Address, 40000);

    /// <summary>Its id in the run.</summary>
    public uint NodeId { get; private set; }

    /// <summary>Rounds that it began.</summary>
    public int Begun { get; private set; }

    /// <summary>Connections to the golden node that it made.</summary>
    public int Connections { get; private set; }

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
        _joiner.Start();
        Wake();
    }

    public void FailDisk()
    {
        if (Connections == 0 || DiskFailed || _finished)
            return;
        DiskFailed = true;
        PostFailure("no space left");
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
        if (_round is null)
            _backlog.Add(hop);
        else if (IsOfThisRound(hop))
            Post(new NodeEvent.ChildAsked(new SimChildRequest(hop, Oldest)));
    }

    public void OnAccepted(SimHop hop)
    {
        Post(new NodeEvent.ParentAttached(hop.Epoch, Figures()));
        hop.SendAck();
    }

    public void OnParentFailed(SimHop hop, ParentLossReason cause, long oldest, string reason)
    {
        if (_parent == hop)
            _parent = null;
        Post(new NodeEvent.ParentFailed(hop.Epoch, Received, cause, oldest, reason));
    }

    /// <summary>Nobody listens where it dialled.</summary>
    public void OnRefused(SimHop hop)
    {
        if (_parent == hop)
            OnParentFailed(hop, ParentLossReason.Unreachable, 0, "connection refused");
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
        _control?.Reset();
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
            Post(new NodeEvent.StreamEnded(Received));
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
        _finished = Room.Plan.Install is null;
        Post(new NodeEvent.StreamConsumed(new Receipt(1, SimRoom.StreamName, _consumed, _hash)));
        if (Room.Plan.Install is { } install)
            Prepare(install);
        else
            Post(new NodeEvent.AllConsumed());
    }

    private WindowStats Figures() => Figures(_consuming ? _waited : _waited + (Room.Time.Now - _waitsSince));

    private void Wake()
    {
        var phase = Deadlines.TickInterval * ((Id % 16) / 16.0);
        After(phase, Tick);

        void Tick() => After(Deadlines.TickInterval, Tick);
    }

    /// <summary>A control connection is there: the first, or another one.</summary>
    private void OnConnected(SimControl connection)
    {
        Connections++;
        _control = connection;
        _loop.Post(new ReceiverEvent.OfConnection(connection, new NodeEvent.Connected(connection.Remote)));
        var entrance = _loop.AddEntrance();
        connection.Receive(
            message =>
            {
                if (message is Welcome welcome)
                    NodeId = welcome.Node;
                var fits = entrance.TryPostNow(new ReceiverEvent.OfConnection(connection, new NodeEvent.FromServer(message)));
                if (!fits)
                    _blocked = connection;
                return fits;
            },
            reason => _loop.Post(new ReceiverEvent.OfConnection(connection, new NodeEvent.ControlLost(reason)))
        );
    }

    protected override void RunLoop()
    {
        do
        {
            while (IsUp && _loop.TryStep())
                if (_loop.Exit is { } exit)
                    Leave(exit);
            var blocked = _blocked;
            _blocked = null;
            blocked?.Pump();
        } while (_blocked is not null && IsUp);
    }

    private void Leave(NodeAction.Exit exit)
    {
        Exit = exit;
        LeftAt = Room.Time.Now;
        // Dispose: what it still sends arrives before the end of its connections.
        _control?.Finish();
        Down();
        if (exit.Done)
            Restart();
    }

    private void Post(NodeEvent happened)
    {
        if (_round is { } round)
            _loop.Post(new ReceiverEvent.OfRound(round, happened));
    }

    private void PostFailure(string reason)
    {
        var failed = new NodeEvent.ConsumerFailed(reason);
        if (_round is null)
            _loop.Post(failed);
        else
            Post(failed);
    }

    void IReceiverEffects.Rejoin(IPEndPoint server, bool back)
    {
        _control = null;
        _joiner.StartAgain(back);
    }

    void IReceiverEffects.JoinLater(NodeAction.JoinLater later)
    {
        _control = null;
        After(later.Pause, _joiner.Start);
    }

    IReceiverRound IReceiverEffects.Begin(NodeAction.Begin begin)
    {
        Begun++;
        var round = _round = new Round(this);
        Run = begin.Start.Run;
        Expect(begin.ChildExpected);
        if (DiskFailed)
            PostFailure("no space left, still");
        foreach (var hop in _backlog.ToArray())
            OnDialled(hop);
        _backlog.Clear();
        return round;
    }

    void IReceiverEffects.EndRound(IReceiverRound round, string reason)
    {
        StartOver();
        After(TimeSpan.Zero, () => _loop.Post(new NodeEvent.RoundCleared()));
    }

    private void DropParent()
    {
        _parent?.CloseFromChild();
        _parent = null;
    }

    protected override void StartOver()
    {
        DropParent();
        base.StartOver();
        _round = null;
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

    private void Dial(NodeAction.ConnectParent order)
    {
        DropParent();
        _parent = new SimHop(this, Room.PeerAt(order.Address), order.Epoch);
        _parent.Dial();
    }

    private sealed class Round(SimNode node) : IReceiverRound
    {
        public WindowStats Figures => node.Figures();

        public void Do(NodeAction action)
        {
            switch (action)
            {
                case NodeAction.ConnectParent order:
                    node.Dial(order);
                    break;
                case NodeAction.DropParent:
                    node.DropParent();
                    break;
                case NodeAction.AnswerChild answer:
                    Answer(((SimChildRequest)answer.Request).Hop, answer.Status);
                    break;
                case NodeAction.ExpectChild expected:
                    node.OnExpectation(expected.Expected);
                    break;
            }
        }

        private void Answer(SimHop hop, AttachStatus status)
        {
            if (status == AttachStatus.Accepted)
                node.Serve(hop);
            else
                hop.Refuse(status, node.Oldest);
        }
    }
}
