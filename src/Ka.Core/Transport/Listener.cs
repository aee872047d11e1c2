using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Transport;

/// <summary>A port for control connections: admits, authenticates, and gives each peer a thread.</summary>
/// <remarks>One thread accepts and watches deadlines; a thread per connection does its handshake and then serves it.</remarks>
public sealed class Listener : IDisposable
{
    private const int WakeSlot = 0;
    private const int SocketSlot = 1;

    private readonly ListenerOptions _options;
    private readonly ListeningSocket _socket;
    private readonly ServerHandshake _handshake;
    private readonly Action<AuthenticatedPeer> _serve;
    private readonly HashSet<Fd> _connections = [];
    private readonly object _lock = new();
    private readonly Wakeup _wakeup = new();
    private readonly WorkerThread _accepting;
    private volatile bool _isOver;

    /// <param name="serve">Called on the connection's thread; the connection is disposed when it returns.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public Listener(ListenerOptions options, ServerHandshake handshake, Action<AuthenticatedPeer> serve)
    {
        (_options, _handshake, _serve) = (options, handshake, serve);
        _socket = ListeningSocket.Open(options.At, options.Admission, options.Complain);
        _accepting = WorkerThread.Start(options.Name, Accept, e => options.Complain($"{options.Name} port: {e.Message}"));
    }

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint At => _socket.At;

    /// <summary>Closes the port; connections go on.</summary>
    public void StopAccepting()
    {
        if (_isOver)
            return;
        _isOver = true;
        _wakeup.Signal();
        _accepting.Join();
        _socket.Dispose();
        _wakeup.Dispose();
    }

    /// <summary>Closes the port and shuts down every connection; their threads end by themselves.</summary>
    public void Dispose()
    {
        StopAccepting();
        lock (_lock)
            foreach (var connection in _connections)
                Sockets.Shutdown(connection);
    }

    private void Accept()
    {
        var poll = new PollSet(2);
        poll.Watch(WakeSlot, _wakeup.Descriptor, PollEvents.In);
        while (!_isOver)
        {
            poll.Watch(SocketSlot, _socket.Awaited, PollEvents.In);
            poll.Wait(_socket.UntilDue).OrThrow("poll", _options.Name);
            _socket.ShutDownOverdue();
            if (poll.Ready(SocketSlot) != PollEvents.None && _socket.TryAccept() is { } admitted)
                Start(admitted);
        }
    }

    private void Start(AdmittedSocket admitted)
    {
        lock (_lock)
            _connections.Add(admitted.Socket);
        try
        {
            WorkerThread.Start(
                $"{_options.Name} {admitted.Remote}",
                () => Serve(admitted),
                e => _options.Complain($"{_options.Name} port: {admitted.Remote}: {e.Message}"),
                WorkerThread.SmallStack
            );
        }
        catch (OutOfMemoryException)
        {
            // The system has no memory or no number for another thread (pthread_create(3), EAGAIN).
            End(admitted);
            _socket.Reject(admitted.Place);
            _socket.Pause();
        }
    }

    private void Serve(AdmittedSocket admitted)
    {
        try
        {
            if (Authenticate(admitted) is { } peer)
                using (peer.Connection)
                    _serve(peer);
        }
        finally
        {
            End(admitted);
        }
    }

    private AuthenticatedPeer? Authenticate(AdmittedSocket admitted)
    {
        try
        {
            var peer = _handshake.Admit(admitted.Socket, admitted.Remote);
            _socket.Release(admitted.Place);
            return peer;
        }
        catch (Exception e)
        {
            // Boundary of unknown peers: whatever their bytes led to, the connection ends and the port goes on.
            _socket.Reject(admitted.Place);
            _options.Rejected(e is HandshakeException ? e.Message : $"{admitted.Remote}: {e.Message}");
            return null;
        }
    }

    private void End(AdmittedSocket admitted)
    {
        lock (_lock)
            _connections.Remove(admitted.Socket);
        admitted.Socket.Dispose();
    }
}
