using System;
using System.Collections.Generic;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>A data connection, from the moment the child dials.</summary>
public sealed class SimHop(SimNode child, SimPeer parent, uint epoch)
{
    private readonly Queue<ulong> _arrived = new();
    private readonly SimLane _down = new();
    private readonly SimLane _up = new();
    private bool _closedByChild;
    private bool _closedByParent;
    private bool _ackPending;
    private bool _isStreaming;
    private bool _swallows;
    private Ack? _sentAck;
    private int _inFlight;
    private long _sent;

    public SimNode Child { get; } = child;

    public SimPeer Parent { get; } = parent;

    public uint Epoch { get; } = epoch;

    /// <summary>The round that the child dialled in.</summary>
    public UInt128 Run { get; } = child.Run;

    /// <summary>Where the child goes on.</summary>
    public long Position { get; } = child.Received;

    /// <summary>The child dials.</summary>
    public void Dial() => Child.Send(Parent, () => Parent.OnDialled(this), refused: () => Child.OnRefused(this), lane: _up);

    /// <summary>The parent serves this child now.</summary>
    public void Accept()
    {
        _sent = Position;
        Parent.Send(
            Child,
            () =>
            {
                if (_closedByChild)
                    return;
                _isStreaming = true;
                Child.OnAccepted(this);
            },
            lane: _down
        );
        Pump();
    }

    public void Refuse(AttachStatus status, long oldest) =>
        Fail(status == AttachStatus.Gone ? ParentLossReason.Gone : ParentLossReason.Refused, oldest, status.ToString());

    /// <summary>The child hears that there is no such parent (any more).</summary>
    public void Fail(ParentLossReason cause, long oldest, string reason)
    {
        _closedByParent = true;
        Parent.Send(
            Child,
            () =>
            {
                if (!_closedByChild)
                    Child.OnParentFailed(this, cause, oldest, reason);
            },
            lane: _down
        );
    }

    /// <summary>The child leaves.</summary>
    public void CloseFromChild()
    {
        _closedByChild = true;
        Child.Send(Parent, () => Parent.OnChildClosed(this), lane: _up);
    }

    /// <summary>As far as the parent knows: that the child left comes after what it sent before.</summary>
    public bool IsOpenAtParent => !_closedByParent;

    /// <summary>There is something to send, and the sockets are full.</summary>
    public bool HasUnsent => _sent < Parent.Received;

    /// <summary>From here on nothing arrives, and nobody is told.</summary>
    public void Swallow() => _swallows = true;

    /// <summary>The parent hears that the child left.</summary>
    public void OnChildLeft() => _closedByParent = true;

    /// <summary>Sends what there is and what the sockets take.</summary>
    public void Pump()
    {
        Parent.Account();
        while (!_closedByParent && !Parent.IsFrozen && _sent < Parent.Received && _inFlight < Parent.Room.Plan.InFlight)
        {
            var cell = Parent.Cell(_sent++);
            _inFlight++;
            Parent.Transmit(Child, () => Arrive(cell), _down);
        }
        Parent.Account();
    }

    /// <summary>The child has room for another cell.</summary>
    public bool TryTake(out ulong cell)
    {
        if (!_arrived.TryDequeue(out cell))
            return false;
        _inFlight--;
        if (Parent.IsUp)
            Pump();
        return true;
    }

    /// <summary>The child's knowledge goes up, not more often than an interval.</summary>
    public void ScheduleAck()
    {
        if (_ackPending || _closedByChild || !_isStreaming)
            return;
        _ackPending = true;
        Child.After(Child.Room.AckInterval, SendAck);
    }

    public void SendAck()
    {
        _ackPending = false;
        if (_closedByChild)
            return;
        var ack = Child.Retention.Report(Child.Received);
        // Without this every ack would run up the whole chain: what the fifth node has is nobody's business here.
        if (ack == _sentAck)
            return;
        _sentAck = ack;
        Child.Send(
            Parent,
            () =>
            {
                if (!_closedByParent)
                    Parent.OnAck(this, ack);
            },
            lane: _up
        );
    }

    private void Arrive(ulong cell)
    {
        if (_closedByChild || _swallows)
            return;
        _arrived.Enqueue(cell);
        Child.Drain();
    }
}
