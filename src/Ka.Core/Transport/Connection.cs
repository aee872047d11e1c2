using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Threading;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>A control connection after its TLS handshake: messages in frames, with an outgoing queue.</summary>
/// <remarks> One thread receives and disposes. Any thread sends; no send blocks: what the kernel does not accept at once waits in
/// a queue, which <see cref="SendLoop"/> empties. A peer whose queue is full, or that reads nothing for the send limit, is cut
/// off; the receiving thread then gets the reason. After <see cref="Dispose"/> the other calls do nothing.
/// </remarks>
public sealed class Connection : IControlConnection, IDisposable
{
    /// <summary>Messages that may wait for the peer to read: a plan of 256 parts many times over.</summary>
    internal const int MostQueued = 4096;

    /// <summary>Default send limit. Shorter than the silence after which the coordinator gives a node up
    /// (Deadlines.Silence).</summary>
    internal static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(4);

    private const int SmallBuffer = 1024;

    private readonly SendLoop _loop = SendLoop.Shared;
    private readonly SslStream _tls;
    private readonly OutgoingBytes _outgoing;
    private readonly PeerRole _peer;
    private readonly object _lock = new();
    private readonly Queue<ControlMessage> _queue = new();
    private byte[] _received = [];
    private int _length;
    private TimeSpan _sendLimit = SendLimit;
    private bool _isInLoop;
    private bool _isFinishing;
    private bool _isClosed;
    private string _closeReason = "";

    internal Connection(Fd socket, SslStream tls, OutgoingBytes outgoing, PeerRole peer, IPEndPoint remote)
    {
        (Socket, _tls, _outgoing, _peer, Remote) = (socket, tls, outgoing, peer, remote);
        Local = Sockets.LocalEndPoint(socket);
    }

    /// <summary>Address and port of the peer.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>Our own address and port on this connection.</summary>
    public IPEndPoint Local { get; }

    internal Fd Socket { get; }

    /// <summary>Bytes of the receive buffer; a test looks at it.</summary>
    internal int BufferSize => _received.Length;

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
                RemoveReceived(used);
                message = taken;
                return true;
            }
            message = new Keepalive();
            if (!TryFill(out lost))
                return false;
        }
    }

    /// <summary>Sends a message, or queues it; never blocks.</summary>
    /// <returns>false: the connection is over; the receiving thread gets the reason.</returns>
    public bool TrySend(ControlMessage message)
    {
        lock (_lock)
        {
            if (_isClosed || _isFinishing)
                return false;
            if (_queue.Count >= MostQueued)
                return Close($"{MostQueued} messages wait for it to read");
            _queue.Enqueue(message);
            if (!_isInLoop && !TryPump())
                return false;
            if (_isInLoop || IsSent)
                return true;
            _isInLoop = true;
        }
        _loop.Add(this);
        return true;
    }

    /// <summary>Blocks until the kernel has accepted all messages. For a thread that serves this peer alone.</summary>
    /// <returns>false: the connection is over.</returns>
    public bool WaitUntilSent()
    {
        lock (_lock)
        {
            // Ends: a peer that reads nothing is cut off.
            while (!_isClosed && !IsSent)
                Monitor.Wait(_lock);
            return !_isClosed;
        }
    }

    /// <summary>Lets the peer be silent without limit: a run may take hours between two messages.</summary>
    internal void WaitWithoutLimit() => WaitAtMost(TimeSpan.Zero, SendLimit);

    /// <summary>Sets the limits of a conversation with keepalives.</summary>
    /// <param name="silence">A peer that sends nothing for this time is gone; zero: no limit.</param>
    /// <param name="unread">A peer that reads nothing for this time is cut off.</param>
    public void WaitAtMost(TimeSpan silence, TimeSpan unread)
    {
        Sockets.SetTimeouts(Socket, silence, TimeSpan.Zero).OrThrow("setsockopt", "control connection");
        lock (_lock)
            _sendLimit = unread;
    }

    /// <summary>Ends our side after the queued messages. The peer reads them and leaves, which ends the receiving
    /// thread.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _isFinishing = true;
            if (!_isClosed && IsSent)
                Sockets.ShutdownSending(Socket);
        }
    }

    /// <summary>Ends both directions now.</summary>
    public void ShutDown() => Sockets.Shutdown(Socket);

    public void Dispose()
    {
        lock (_lock)
        {
            Close("");
            _tls.Dispose();
        }
        Socket.Dispose();
        (_received, _length) = ([], 0);
    }

    /// <summary>Sends what waits, as far as the kernel accepts it. For <see cref="SendLoop"/>.</summary>
    /// <returns>false: nothing waits any more.</returns>
    internal bool Flush()
    {
        lock (_lock)
        {
            if (!_isClosed && TryPump() && !IsSent && _outgoing.StuckFor >= _sendLimit)
                Close($"it has read nothing for {_sendLimit.TotalSeconds} s");
            if (!_isClosed && IsSent && _isFinishing)
                Sockets.ShutdownSending(Socket);
            _isInLoop = !_isClosed && !IsSent;
            if (!_isInLoop)
                Monitor.PulseAll(_lock);
            return _isInLoop;
        }
    }

    private bool IsSent => _queue.Count == 0 && !_outgoing.HasKept;

    /// <summary>Encrypts messages until the kernel accepts no more: messages wait as they are, shared by all nodes that get
    /// them.</summary>
    private bool TryPump()
    {
        try
        {
            _outgoing.Flush();
            while (!_outgoing.HasKept && _queue.TryDequeue(out var message))
                _tls.Write(ControlFrame.Encode(message));
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Close(e.Message);
        }
    }

    private bool Close(string reason)
    {
        if (_isClosed)
            return false;
        (_isClosed, _closeReason) = (true, reason);
        _queue.Clear();
        // Half a record may be out: nothing more can be sent.
        Sockets.Shutdown(Socket);
        Monitor.PulseAll(_lock);
        return false;
    }

    private void RemoveReceived(int count)
    {
        _received.AsSpan(count.._length).CopyTo(_received);
        _length -= count;
        // Large messages are rare: an idle connection keeps no buffer for them.
        if (_length == 0 && _received.Length > SmallBuffer)
            _received = [];
    }

    private bool TryFill(out string lost)
    {
        if (_length == _received.Length)
            Array.Resize(ref _received, Math.Clamp(2 * _length, SmallBuffer, 4 + WireLimits.Frame));
        try
        {
            var read = _tls.Read(_received.AsSpan(_length));
            _length += read;
            lost = read == 0 ? Reason("connection closed") : "";
            return read > 0;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            lost = Reason(e.Message);
            return false;
        }
    }

    private string Reason(string otherwise)
    {
        lock (_lock)
            return _closeReason.Length > 0 ? _closeReason : otherwise;
    }
}
