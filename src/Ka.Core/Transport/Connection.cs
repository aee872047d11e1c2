using System;
using System.IO;
using System.Net;
using System.Net.Security;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>The control connection between the golden node and one node, once TLS stands: messages in frames.</summary>
/// <remarks>One thread receives; another may send meanwhile. <see cref="ShutDown"/> from any thread wakes the receiver.
/// The receiver disposes; the others may come later than that, and then nothing happens.</remarks>
public sealed class Connection : IDisposable
{
    // A message is some hundred bytes and the kernel holds many: who does not take them for so long takes no part any more.
    internal static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(5);

    private readonly Fd _socket;
    private readonly SslStream _tls;
    private readonly PeerRole _peer;
    private readonly byte[] _received = new byte[4 + WireLimits.Frame];
    private readonly object _sending = new();
    private int _length;

    internal Connection(Fd socket, SslStream tls, PeerRole peer, IPEndPoint remote)
    {
        _socket = socket;
        _tls = tls;
        _peer = peer;
        Remote = remote;
        Local = Sockets.LocalEndPoint(socket);
    }

    public IPEndPoint Remote { get; }

    /// <summary>Our own address on this connection.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Blocks for the next message.</summary>
    /// <param name="lost">Why there is none: the peer closed, was cut off, or <see cref="ShutDown"/> was called.</param>
    /// <returns>false: there will be no more.</returns>
    /// <exception cref="ProtocolException">The peer breaks the protocol.</exception>
    public bool TryReceive(out ControlMessage message, out string lost)
    {
        lost = "";
        while (true)
        {
            if (ControlFrame.TryTake(_received.AsSpan(0, _length), _peer, out var used) is { } taken)
            {
                _received.AsSpan(used.._length).CopyTo(_received);
                _length -= used;
                message = taken;
                return true;
            }
            message = new Keepalive();
            if (!TryFill(out lost))
                return false;
        }
    }

    /// <returns>false: the peer takes nothing any more; the receiver will hear of it.</returns>
    public bool TrySend(ControlMessage message)
    {
        try
        {
            lock (_sending)
                _tls.Write(ControlFrame.Encode(message));
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Half a record may be out: nothing more can be said here.
            ShutDown();
            return false;
        }
    }

    /// <summary>From now on silence is not an error: a run may take hours between two messages.</summary>
    internal void WaitWithoutLimit() =>
        Sockets.SetTimeouts(_socket, TimeSpan.Zero, SendPatience).OrThrow("setsockopt", "control connection");

    /// <summary>Who says nothing for so long, or takes nothing, is gone: for conversations with keepalives.</summary>
    public void WaitAtMost(TimeSpan silence, TimeSpan unread) =>
        Sockets.SetTimeouts(_socket, silence, unread).OrThrow("setsockopt", "control connection");

    /// <summary>Nothing more will be sent; the peer reads what was, then leaves, and the receiver hears of that.</summary>
    public void Finish() => Sockets.ShutdownSending(_socket);

    /// <summary>Ends both directions now.</summary>
    public void ShutDown() => Sockets.Shutdown(_socket);

    public void Dispose()
    {
        _tls.Dispose();
        _socket.Dispose();
    }

    private bool TryFill(out string lost)
    {
        try
        {
            var read = _tls.Read(_received.AsSpan(_length));
            _length += read;
            lost = read == 0 ? "connection closed" : "";
            return read > 0;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            lost = e.Message;
            return false;
        }
    }
}
