using System;
using System.Threading;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Relay;

/// <content>The child: admission, sending, retention.</content>
public sealed partial class StreamRelay
{
    // Without descriptors or memory the listener stays ready; to poll it at once would only use up the processor.
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(200);

    private readonly PendingConnections _pending;
    private readonly RetentionPolicy _retention;
    private DownstreamLink? _child;
    private TimeSpan _acceptAgainAt;
    private long _sent;

    /// <summary>Position up to which the child, or without one the last child, was sent the stream. Read by any thread.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Answers a request. An accepted child replaces the current one, unless its position was overwritten
    /// meanwhile.</summary>
    public void Answer(AttachRequest request, AttachStatus status) =>
        Order(() =>
        {
            if (status == AttachStatus.Accepted && !Window.TryRetain(request.Attach.Position))
                status = AttachStatus.Gone;
            if (status != AttachStatus.Accepted)
            {
                Refuse(request, status);
                return;
            }
            DropChild();
            _child = new DownstreamLink(request, Reply(request, AttachStatus.Accepted), Window);
            _retention.ChildAccepted();
            Retain();
        });

    /// <summary>Sets whether the chain goes on after this node. If so, all that a new child may ask for is kept.</summary>
    public void ExpectChild(bool expected) =>
        Order(() =>
        {
            _retention.Expect(expected);
            if (!expected)
                DropChild();
            Retain();
        });

    private void Accept()
    {
        SysResult result;
        while ((result = Sockets.TryAccept(_listener, out var socket, out var remote)).IsSuccess)
        {
            DataSocket.Prepare(socket);
            _pending.Add(socket, remote.Address, Now);
        }
        if (!result.Is(Errno.EAGAIN))
            _acceptAgainAt = Now + s_acceptPause;
    }

    private void ReadPending()
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
            if (_poll.Ready(PendingSlot + i) != PollEvents.None && _pending.Advance(i) is { } request)
                _post(new RelayEvent.ChildRequested(request));
        _pending.DropLate(Now);
    }

    private void Refuse(AttachRequest request, AttachStatus status)
    {
        using (request)
        {
            Span<byte> reply = stackalloc byte[AttachReply.Size];
            Reply(request, status).Write(reply);
            // A fresh connection's buffer has space for the reply; a peer that has left needs none.
            _ = Sockets.Send(request.Socket, reply);
        }
    }

    private AttachReply Reply(AttachRequest request, AttachStatus status) =>
        AttachReply.Sign(_options.ChainKey, request.Attach, status, Window.Positions.Oldest);

    private void AdvanceChild(PollEvents ready)
    {
        try
        {
            if (!TryAdvanceChild(_child!, ready))
                DropChild();
        }
        catch (ProtocolException)
        {
            DropChild();
        }
    }

    private bool TryAdvanceChild(DownstreamLink child, PollEvents ready)
    {
        var result = SysResult.Success(0);
        if ((ready & ~PollEvents.Out) != PollEvents.None)
        {
            result = child.ReceiveAcks();
            if (child.LastAck is { } ack)
                _retention.Acked(ack);
            Retain();
        }
        if (result.IsSuccess)
            result = child.Send();
        Volatile.Write(ref _sent, child.Position);
        return result.IsSuccess;
    }

    private void Retain() => Window.Retain(_retention.Floor);

    private void DropChild()
    {
        _child?.Dispose();
        _child = null;
    }
}
