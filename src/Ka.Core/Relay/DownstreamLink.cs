using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>The connection to the child: sends the window from the child's position on, and receives its
/// acknowledgements.</summary>
/// <remarks>Belongs to the relay's thread; never blocks.</remarks>
internal sealed class DownstreamLink : IDisposable
{
    private readonly Fd _socket;
    private readonly Window _window;
    private readonly byte[] _reply = new byte[AttachReply.Size];
    private readonly byte[] _ack = new byte[Ack.Size];
    private int _replySent;
    private int _ackLength;

    public DownstreamLink(AttachRequest request, AttachReply accepted, Window window)
    {
        _socket = request.Socket;
        _window = window;
        Position = request.Attach.Position;
        accepted.Write(_reply);
    }

    public Fd Socket => _socket;

    /// <summary>Position up to which the child was sent the stream.</summary>
    public long Position { get; private set; }

    /// <summary>The same, or -1 while the reply is not sent: a head above it means that there is something to send.</summary>
    public long SentTo => _replySent < _reply.Length ? -1 : Position;

    /// <summary>The last acknowledgement of the child and its descendants; null before the first.</summary>
    public Ack? LastAck { get; private set; }

    /// <summary>Sends as much as the socket takes.</summary>
    public SysResult Send()
    {
        while (_replySent < _reply.Length)
        {
            var sent = Sockets.Send(_socket, _reply.AsSpan(_replySent));
            if (!sent.IsSuccess)
                return DataSocket.IgnoreNotReady(sent);
            _replySent += (int)sent.Value;
        }
        while (_window.From(Position) is { IsEmpty: false } piece)
        {
            var sent = Sockets.Send(_socket, piece);
            if (!sent.IsSuccess)
                return DataSocket.IgnoreNotReady(sent);
            Position += sent.Value;
            if (sent.Value < piece.Length)
                break;
        }
        return SysResult.Success(0);
    }

    /// <summary>Receives all acknowledgements that have arrived.</summary>
    /// <exception cref="ProtocolException">An acknowledgement is ahead of what was sent.</exception>
    public SysResult ReceiveAcks()
    {
        while (true)
        {
            var read = _socket.Read(_ack.AsSpan(_ackLength));
            if (!read.IsSuccess || read.Value == 0)
                return DataSocket.EndOrNotReady(read);
            _ackLength += (int)read.Value;
            if (_ackLength < _ack.Length)
                continue;
            _ackLength = 0;
            var ack = Ack.Read(_ack);
            if (ack.Received > Position)
                throw new ProtocolException($"ack: received: {ack.Received}, was sent {Position}");
            LastAck = ack;
        }
    }

    public void Dispose() => _socket.Dispose();
}
