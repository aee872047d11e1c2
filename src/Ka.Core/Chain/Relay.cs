using System;
using System.Collections.Concurrent;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>One node's place in the chain: parent to window, window to child, acknowledgements back. One thread, one poll loop,
/// nothing that blocks (docs/adr/0004-window-or-splice.md, docs/adr/0005-threads-no-async.md).</summary>
/// <remarks>The owner gives orders from any thread and hears <see cref="RelayEvent"/>s on the relay's. The golden node's relay
/// never gets a parent; its window is filled by the sealer.</remarks>
public sealed class Relay : IDisposable
{
    private const int WakeSlot = 0;
    private const int ListenerSlot = 1;
    private const int ParentSlot = 2;
    private const int ChildSlot = 3;
    private const int DoorstepSlot = 4;

    // A parent drops what its descendants have reported, so reports must come well before a window has passed.
    private const int AckShare = 32;

    private static readonly TimeSpan s_ackDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_ackInterval = TimeSpan.FromSeconds(1);

    private readonly RelayMembership _membership;
    private readonly Window _window;
    private readonly Fd _listener;
    private readonly Wakeup _wakeup;
    private readonly Action<RelayEvent> _post;
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly PollSet _poll = new(DoorstepSlot + Doorstep.Places);
    private readonly Doorstep _doorstep;
    private readonly ChunkVerifier _verifier = new();
    private readonly Retention _retention;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _birth;
    private readonly Thread _thread;
    private ParentLink? _parent;
    private ChildLink? _child;
    private Ack _lastAck;
    private TimeSpan _lastAckAt;
    private uint _connectedEpoch;
    private long _sent;
    private bool _endReported;
    private bool _stopping;

    /// <param name="window">Its wakeup is <paramref name="wakeup"/>.</param>
    /// <param name="listener">Listening TCP socket where a child finds us; stays the caller's.</param>
    /// <param name="childExpected">Somebody is after us in the chain.</param>
    /// <param name="post">Called on the relay's thread; must not block.</param>
    public Relay(RelayMembership membership, Window window, Fd listener, Wakeup wakeup, bool childExpected, Action<RelayEvent> post)
    {
        _membership = membership;
        _window = window;
        _listener = listener;
        _wakeup = wakeup;
        _post = post;
        _retention = new Retention(childExpected);
        Retain();
        _doorstep = new Doorstep(membership.Run, membership.Self, membership.ChainKey);
        _birth = _clock.GetTimestamp();
        Sockets.SetBlocking(listener, false).OrThrow("fcntl", "data port");
        _thread = new Thread(Run) { Name = "relay", IsBackground = true };
        _thread.Start();
    }

    public StallClock Stalls { get; } = new();

    /// <summary>Up to where the child was sent the stream; where the last one was left while there is none. Read by any thread.</summary>
    public long Sent => Volatile.Read(ref _sent);

    private TimeSpan Now => _clock.GetElapsedTime(_birth);

    /// <summary>Leaves the parent there is, if any, and connects to this one.</summary>
    public void ConnectParent(uint epoch, uint parent, IPEndPoint address) => Order(() =>
    {
        DropParent();
        var attach = Attach.Sign(_membership.ChainKey, _membership.Run, _membership.Self, parent, epoch, _window.Head);
        var started = ParentLink.Start(address, attach, _membership.ChainKey, _window, out _parent);
        if (!started.IsSuccess)
            PostParentLost(epoch, LossCause.Unreachable, DataSocket.Reason(started));
    });

    /// <summary>Gives up the connection to the parent without a word.</summary>
    public void DisconnectParent() => Order(DropParent);

    /// <summary>Accepted: serves this child instead of the one there is, if its position is still here. Anything else sends it away.</summary>
    public void Answer(AttachRequest request, AttachStatus status) => Order(() =>
    {
        if (status == AttachStatus.Accepted && !_window.TryRetain(request.Attach.Position))
            status = AttachStatus.Gone;
        if (status != AttachStatus.Accepted)
        {
            SendAway(request, status);
            return;
        }
        DropChild();
        var accepted = AttachReply.Sign(_membership.ChainKey, request.Attach, AttachStatus.Accepted, _window.Oldest);
        _child = new ChildLink(request, accepted, _window);
        _retention.ChildAccepted();
        Retain();
    });


    /// <summary>There will be no child (we are the chain's last), or there will be one: then what it may ask for is kept.</summary>
    public void ExpectChild(bool expected) => Order(() =>
    {
        _retention.Expect(expected);
        if (!expected)
            DropChild();
        Retain();
    });

    /// <summary>Ends the thread and closes what it holds. Not to be called from its events.</summary>
    public void Dispose()
    {
        Order(() => _stopping = true);
        _thread.Join();
    }

    private void Order(Action order)
    {
        _orders.Enqueue(order);
        _wakeup.Signal();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                Step();
        }
        catch (Exception e)
        {
            // The thread's boundary: the owner decides what the loss of the relay means.
            _post(new RelayEvent.Failed(e.Message));
        }
        finally
        {
            DropParent();
            DropChild();
            _doorstep.Dispose();
        }
    }

    private void Step()
    {
        while (_orders.TryDequeue(out var order))
            order();
        if (_stopping)
            return;
        SendAckUp();
        Sleep();
        if (_poll.Ready(WakeSlot) != PollEvents.None)
            _wakeup.Clear();
        if (_poll.Ready(ListenerSlot) != PollEvents.None)
            AdmitVisitors();
        HearVisitors();
        if (_parent is not null && _poll.Ready(ParentSlot) != PollEvents.None)
            AdvanceParent();
        if (_child is not null)
            AdvanceChild(_poll.Ready(ChildSlot));
    }

    private void Sleep()
    {
        _window.RelaySleeps();
        var hasRoom = _window.HasRoom;
        var hasUnsent = _child is { HasUnsent: true };
        // Who waits for nothing of the window is not to be woken by it.
        if (_parent is null ? hasUnsent : hasRoom)
            _window.RelayAwake();
        var asleep = Now;
        Watch(hasRoom, hasUnsent, asleep);
        _poll.Wait(Patience(asleep)).OrThrow("poll", "");
        _window.RelayAwake();
        if (Turn(hasRoom, hasUnsent) is { } cause)
            Stalls.Add(cause, Now - asleep);
    }

    private void Watch(bool hasRoom, bool hasUnsent, TimeSpan now)
    {
        _poll.Watch(WakeSlot, _wakeup.Descriptor, PollEvents.In);
        _poll.Watch(ListenerSlot, _listener, PollEvents.In);
        _poll.Watch(ParentSlot, _parent?.Socket, _parent?.Interest(hasRoom, now) ?? PollEvents.None);
        _poll.Watch(ChildSlot, _child?.Socket, PollEvents.In | (hasUnsent ? PollEvents.Out : PollEvents.None));
        for (var i = 0; i < Doorstep.Places; i++)
            _poll.Watch(DoorstepSlot + i, i < _doorstep.Count ? _doorstep.Socket(i) : null, PollEvents.In);
    }

    // Whose turn it is. With room for more and more to send, the wire is busy and nobody is late.
    private StallClock.Cause? Turn(bool hasRoom, bool hasUnsent)
    {
        if (hasRoom)
            return hasUnsent ? null : StallClock.Cause.Parent;
        return _window.IsHeldByConsumer ? StallClock.Cause.Consumer : StallClock.Cause.Child;
    }

    private TimeSpan? Patience(TimeSpan now)
    {
        if (_parent is { IsStreaming: true } parent && parent.GathersUntil > now)
            return parent.GathersUntil - now;
        if (_doorstep.Count > 0)
            return s_ackInterval;
        if (_parent is not { IsStreaming: true })
            return null;
        return CurrentAck() == _lastAck ? s_ackInterval : s_ackDelay - (now - _lastAckAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void AdvanceParent()
    {
        var parent = _parent!;
        try
        {
            var result = parent.Advance(Now);
            if (!TryVerify())
                return;
            ReportEnd();
            if (!result.IsSuccess)
                LoseParent(parent.IsStreaming || result.Is(Errno.ESHUTDOWN) ? LossCause.Closed : LossCause.Unreachable, DataSocket.Reason(result));
            else if (parent.Refusal is { } refusal)
                LoseParent(refusal.Status == AttachStatus.Gone ? LossCause.Gone : LossCause.Refused, "the parent sent us away", refusal.Oldest);
            else if (parent.IsStreaming && _connectedEpoch != parent.Epoch)
                _post(new RelayEvent.ParentConnected(_connectedEpoch = parent.Epoch));
        }
        catch (ProtocolException e)
        {
            LoseParent(LossCause.Corrupt, e.Message);
        }
    }

    /// <summary>Damage came over this hop, or over one before it: back to what is proven, and from there once more.</summary>
    private bool TryVerify()
    {
        try
        {
            Verify();
            return true;
        }
        catch (ProtocolException e)
        {
            _verifier.Rewind();
            _window.Rewind();
            // The child was sent some of it. It finds that out by itself, but not from us any more.
            if (_child is not null && _child.Position > _window.Head)
                LoseChild("it was sent damaged bytes");
            LoseParent(LossCause.Corrupt, e.Message);
            return false;
        }
    }

    private void Verify()
    {
        try
        {
            while (!_verifier.IsComplete && _verifier.Position < _window.Head)
                _verifier.Append(_window.From(_verifier.Position));
        }
        finally
        {
            _window.Prove(_verifier.VerifiedTo);
        }
    }

    private void LoseParent(LossCause cause, string reason, long oldest = 0)
    {
        var epoch = _parent!.Epoch;
        DropParent();
        // Complete is complete: the parent may leave before us.
        if (!_verifier.IsComplete)
            PostParentLost(epoch, cause, reason, oldest);
    }

    private void PostParentLost(uint epoch, LossCause cause, string reason, long oldest = 0) =>
        _post(new RelayEvent.ParentLost(epoch, _window.Head, cause, oldest, reason));

    private void ReportEnd()
    {
        if (_endReported || !_verifier.IsComplete)
            return;
        _endReported = true;
        _post(new RelayEvent.EndReached(_window.Proven));
    }

    private void AdvanceChild(PollEvents ready)
    {
        try
        {
            var result = SysResult.Success(0);
            if ((ready & ~PollEvents.Out) != PollEvents.None)
            {
                result = _child!.ReceiveAcks();
                if (_child.LastAck is { } ack)
                    _retention.Acked(ack);
                Retain();
            }
            if (result.IsSuccess)
                result = _child!.Send();
            Volatile.Write(ref _sent, _child!.Position);
            if (!result.IsSuccess)
                LoseChild(DataSocket.Reason(result));
        }
        catch (ProtocolException e)
        {
            LoseChild(e.Message);
        }
    }

    private void LoseChild(string reason)
    {
        var (child, epoch) = (_child!.Child, _child.Epoch);
        DropChild();
        _post(new RelayEvent.ChildLost(child, epoch, reason));
    }

    private void Retain() => _window.Retain(_retention.Floor);

    // What is not proven yet may have to be had again.
    private Ack CurrentAck() => _retention.Report(_window.Proven);

    private void SendAckUp()
    {
        if (_parent is not { IsStreaming: true })
            return;
        var ack = CurrentAck();
        var now = Now;
        var due = ack == _lastAck ? s_ackInterval : s_ackDelay;
        if (now - _lastAckAt < due && ack.Received - _lastAck.Received < _window.Capacity / AckShare)
            return;
        if (!_parent.TrySendAck(ack))
            return;
        _lastAck = ack;
        _lastAckAt = now;
    }

    private void AdmitVisitors()
    {
        while (Sockets.TryAccept(_listener, out var socket, out _).IsSuccess)
        {
            DataSocket.Prepare(socket);
            _doorstep.Admit(socket, Now);
        }
    }

    private void HearVisitors()
    {
        for (var i = _doorstep.Count - 1; i >= 0; i--)
            if (_poll.Ready(DoorstepSlot + i) != PollEvents.None && _doorstep.Advance(i) is { } request)
                _post(new RelayEvent.ChildRequested(request));
        _doorstep.DropLate(Now);
    }

    private void SendAway(AttachRequest request, AttachStatus status)
    {
        using (request)
        {
            Span<byte> reply = stackalloc byte[AttachReply.Size];
            AttachReply.Sign(_membership.ChainKey, request.Attach, status, _window.Oldest).Write(reply);
            // A fresh connection takes this much; a peer that is gone already needs no answer.
            _ = Sockets.Send(request.Socket, reply);
        }
    }

    private void DropParent()
    {
        _parent?.Dispose();
        _parent = null;
    }

    private void DropChild()
    {
        _child?.Dispose();
        _child = null;
    }
}
