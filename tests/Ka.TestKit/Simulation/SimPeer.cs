using System;
using System.Collections.Generic;
using Ka.Coordination;
using Ka.Relay;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>Golden node or node, as a parent: a window, what must be retained of it, and one child.</summary>
/// <remarks>The window drops what it may drop at once, which is the least that a real one keeps.</remarks>
public abstract class SimPeer(SimRoom room, uint id) : SimMachine(room, id)
{
    private readonly ulong[] _ring = new ulong[room.Plan.Window];
    private readonly TimeSpan[] _stalls = new TimeSpan[3];
    private readonly TimeSpan _cellTime = room.Plan.CellTime * room.AnyFactor();
    private TimeSpan _linkFree;
    private TimeSpan _accountedTo;
    private StallCounters.Cause? _turn;

    public long Received { get; private set; }

    /// <summary>The round it serves children of.</summary>
    public UInt128 Run { get; protected set; }

    public long Oldest { get; private set; }

    public RetentionPolicy Retention { get; private set; } = new(true);

    /// <summary>End of what its own consumer is done with.</summary>
    protected abstract long Consumed { get; }

    protected SimHop? Child { get; private set; }

    protected bool HasRoom => Received - Oldest < _ring.Length;

    /// <summary>The bytes at a position, which must still be there.</summary>
    public ulong Cell(long position) =>
        position >= Oldest && position < Received
            ? _ring[position % _ring.Length]
            : throw new InvalidOperationException($"node {Id} is asked for {position} and holds {Oldest}..{Received}");

    /// <summary>Puts something on the wire: one after the other, at the link's rate.</summary>
    public void Transmit(SimMachine to, Action arrived, SimLane lane)
    {
        var start = _linkFree > Room.Time.Now ? _linkFree : Room.Time.Now;
        _linkFree = start + _cellTime;
        Room.Time.At(_linkFree, () => Send(to, arrived, lane: lane));
    }

    /// <summary>Something moved: the time until now was whose turn it was, as the real relay counts it.</summary>
    public void Account()
    {
        if (_turn is { } turn)
            _stalls[(int)turn] += Room.Time.Now - _accountedTo;
        _accountedTo = Room.Time.Now;
        _turn = HasRoom
            ? Child is { HasUnsent: true }
                ? null
                : StallCounters.Cause.Parent
            : Consumed <= Retention.Floor
                ? StallCounters.Cause.Consumer
                : StallCounters.Cause.Child;
    }

    /// <summary>A child dialled.</summary>
    public abstract void OnDialled(SimHop hop);

    public void OnAck(SimHop hop, Ack ack)
    {
        if (hop != Child)
            return;
        Retention.Acked(ack);
        OnRoom();
        OnKnowledge();
    }

    public void OnChildClosed(SimHop hop)
    {
        hop.OnChildLeft();
        if (hop == Child)
            Child = null;
    }

    /// <summary>Forgets the round.</summary>
    protected virtual void StartOver()
    {
        DropChild("the round is over");
        Received = 0;
        Oldest = 0;
        Retention = new RetentionPolicy(true);
    }

    protected WindowStats Figures(TimeSpan consumerWaited)
    {
        Account();
        var consumed = Math.Min(Consumed, Received);
        return new WindowStats
        {
            Oldest = Oldest,
            ReceivedTo = Received,
            Consumed = consumed,
            PlainBytes = consumed,
            StalledOnParent = _stalls[0],
            StalledOnChild = _stalls[1],
            StalledOnConsumer = _stalls[2],
            ConsumerWaited = consumerWaited,
        };
    }

    protected void Expect(bool childExpected) => Retention = new RetentionPolicy(childExpected);

    /// <summary>A real child of another round cannot sign its request.</summary>
    protected bool IsOfThisRound(SimHop hop)
    {
        if (hop.Run == Run)
            return true;
        hop.Fail(ParentLossReason.Closed, 0, "connection reset");
        return false;
    }

    protected void Serve(SimHop hop)
    {
        DropChild("another child came");
        Child = hop;
        Retention.ChildAccepted();
        hop.Accept();
        OnKnowledge();
    }

    protected void OnExpectation(bool expected)
    {
        Retention.Expect(expected);
        if (!expected)
            DropChild("not expected any more");
        OnRoom();
        OnKnowledge();
    }

    protected void DropChild(string reason)
    {
        Child?.Fail(ParentLossReason.Closed, 0, reason);
        Child = null;
    }

    protected override void OnThawed()
    {
        OnRoom();
        Child?.Pump();
    }

    protected void Put(ulong cell)
    {
        _ring[Received % _ring.Length] = cell;
        Received++;
        Account();
        Child?.Pump();
    }

    /// <summary>Drops what nobody needs.</summary>
    protected void Trim()
    {
        Account();
        Oldest = Math.Max(Oldest, Math.Min(Received, Math.Min(Consumed, Retention.Floor)));
        Account();
    }

    /// <summary>The window may have room again.</summary>
    protected abstract void OnRoom();

    /// <summary>What the parent should know of us may have changed.</summary>
    protected abstract void OnKnowledge();
}
