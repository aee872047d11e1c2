using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>The golden node's control port: lets nodes and operators in and hands on what they say. A thread for the port and one for each
/// connection; events are posted from all of them.</summary>
internal sealed class ControlListener : IDisposable
{
    // Connections that have not proven anything yet. More wait in the kernel's queue.
    private const int MostStrangers = 256;

    private const int Backlog = 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly Fd _listener;
    private readonly ServerHandshake _door;
    private readonly Action<object> _post;
    private readonly SemaphoreSlim _strangers = new(MostStrangers);
    private readonly HashSet<Fd> _sockets = [];
    private readonly object _open = new();
    private readonly ManualResetEventSlim _closed = new();

    /// <param name="post">Gets <see cref="Entered"/>, <see cref="Said"/>, <see cref="Left"/>, <see cref="TurnedAway"/>; must not block.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public ControlListener(IPEndPoint at, ServerHandshake door, Action<object> post)
    {
        _door = door;
        _post = post;
        var listening = Sockets.TryListen(at, Backlog, out _listener);
        listening.OrThrow("listen on", at + (listening.Is(Errno.EADDRINUSE) ? PortOwnerLookup.Describe(at.Port) : ""));
        new Thread(Listen) { Name = "control", IsBackground = true }.Start();
    }

    public sealed record Entered(AuthenticatedPeer Peer);

    public sealed record Said(Connection Connection, ControlMessage Message);

    public sealed record Left(Connection Connection, string Reason);

    public sealed record TurnedAway(string Reason);

    public void Dispose()
    {
        lock (_open)
        {
            _closed.Set();
            foreach (var socket in _sockets)
                Sockets.Shutdown(socket);
        }
        // Wakes the thread that waits in accept; the descriptor itself goes with it.
        Sockets.Shutdown(_listener);
    }

    private void Listen()
    {
        using (_listener)
            while (true)
            {
                _strangers.Wait();
                var accepted = Sockets.TryAccept(_listener, out var socket, out var remote);
                if (accepted.IsSuccess && Keep(socket))
                    new Thread(() => Serve(socket, remote), maxStackSize: 256 * 1024) { Name = $"control {remote}", IsBackground = true }.Start();
                else
                    _strangers.Release();
                // Out of descriptors or memory: somebody must leave before the next can come.
                if (!accepted.IsSuccess && _closed.Wait(s_pause))
                    return;
            }
    }

    private bool Keep(Fd socket)
    {
        lock (_open)
        {
            if (_closed.IsSet)
                socket.Dispose();
            else
                _sockets.Add(socket);
            return !_closed.IsSet;
        }
    }

    private void Serve(Fd socket, IPEndPoint remote)
    {
        try
        {
            if (LetIn(socket, remote) is { } connection)
                using (connection)
                    Hear(connection);
        }
        finally
        {
            lock (_open)
                _sockets.Remove(socket);
            socket.Dispose();
        }
    }

    private Connection? LetIn(Fd socket, IPEndPoint remote)
    {
        try
        {
            var guest = _door.Admit(socket, remote);
            _post(new Entered(guest));
            return guest.Connection;
        }
        catch (Exception e)
        {
            // The thread's boundary: whatever a stranger's bytes led to, the stranger is out and the run goes on.
            _post(new TurnedAway(e is HandshakeException ? e.Message : $"{remote}: {e.Message}"));
            return null;
        }
        finally
        {
            _strangers.Release();
        }
    }

    private void Hear(Connection connection)
    {
        string reason;
        try
        {
            while (connection.TryReceive(out var message, out reason))
                _post(new Said(connection, message));
        }
        catch (ProtocolException e)
        {
            reason = $"broke the protocol: {e.Message}";
        }
        _post(new Left(connection, reason));
    }
}
