using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>The way down: sends the window to the child from its position on, and takes its acknowledgements.</summary>
/// <remarks>Belongs to the relay's thread; never blocks.</remarks>
internal sealed class ChildLink : IDisposable
{
    private readonly Fd _socket;
    private readonly Window _window;
    private readonly byte[] _reply = new byte[AttachReply.Size];
    private readonly byte[] _ack = new byte[Ack.Size];
    private int _replySent;
    private int _ackLength;
    private long _position;

    public ChildLink(AttachRequest request, AttachReply accepted, Window window)
    {
        _socket = request.Socket;
        _window = window;
        Child = request.Attach.Child;
        Epoch = request.Attach.Epoch;
        _position = request.Attach.Position;
        accepted.Write(_reply);
    }

    public uint Child { get; }

    public uint Epoch { get; }

    public Fd Socket => _socket;

    /// <summary>Up to where it was sent the stream.</summary>
    public long Position => _position;

    /// <summary>What the child and those below it have; null until its first report.</summary>
    public Ack? LastAck { get; private set; }

    public bool HasUnsent => _replySent < _reply.Length || _position < _window.Head;

    /// <summary>Sends as much as the socket takes.</summary>
    public SysResult Send()
    {
        while (_replySent < _reply.Length)
        {
            var sent = Sockets.Send(_socket, _reply.AsSpan(_replySent));
            if (!sent.IsSuccess)
                return DataSocket.Calm(sent);
            _replySent += (int)sent.Value;
        }
        while (_position < _window.Head)
        {
            var piece = _window.From(_position);
            var sent = Sockets.Send(_socket, piece);
            if (!sent.IsSuccess)
                return DataSocket.Calm(sent);
            _position += sent.Value;
            if (sent.Value < piece.Length)
                break;
        }
        return SysResult.Success(0);
    }

    /// <summary>Takes every acknowledgement that has come.</summary>
    /// <exception cref="ProtocolException">It acknowledges what it was never sent.</exception>
    public SysResult ReceiveAcks()
    {
        while (true)
        {
            var read = _socket.Read(_ack.AsSpan(_ackLength));
            if (!read.IsSuccess || read.Value == 0)
                return DataSocket.EndOrCalm(read);
            _ackLength += (int)read.Value;
            if (_ackLength < _ack.Length)
                continue;
            _ackLength = 0;
            var ack = Ack.Read(_ack);
            if (ack.Received > _position)
                throw new ProtocolException($"ack: received: {ack.Received}, was sent {_position}");
            LastAck = ack;
        }
    }

    public void Dispose() => _socket.Dispose();
}
