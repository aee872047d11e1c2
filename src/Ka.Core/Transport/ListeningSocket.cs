using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>A listening TCP socket with an admission policy, for a thread that has a poll loop. No call blocks.</summary>
/// <remarks>One thread accepts; <see cref="Release"/> and <see cref="Reject"/> come from any thread.</remarks>
public sealed class ListeningSocket : IDisposable
{
    // Unauthenticated connections wait in the kernel until the loop has time for them.
    private const int Backlog = 1024;

    private static readonly TimeSpan s_complaintInterval = TimeSpan.FromMinutes(1);

    private readonly Fd _socket;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _start;
    private readonly AdmissionPolicy _policy;
    private readonly Dictionary<AdmissionPolicy.Place, Fd> _pending = [];
    private readonly object _lock = new();
    private readonly Action<string> _complain;
    private TimeSpan _complainAt;

    /// <param name="socket">Listens; disposed with this object.</param>
    /// <param name="complain">Called with the reason why connections must wait, at most once a minute; on the accepting
    /// thread.</param>
    /// <exception cref="LinuxException">The socket cannot be made non-blocking.</exception>
    public ListeningSocket(Fd socket, AdmissionOptions admission, Action<string> complain)
    {
        Sockets.SetBlocking(socket, false).OrThrow("fcntl", "listening socket");
        (_socket, _policy, _complain) = (socket, new AdmissionPolicy(admission), complain);
        _start = _clock.GetTimestamp();
    }

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint At => Sockets.LocalEndPoint(_socket);

    /// <summary>The descriptor to poll for <see cref="PollEvents.In"/>; null: accepting pauses, for lack of descriptors or
    /// memory.</summary>
    public Fd? Awaited
    {
        get
        {
            lock (_lock)
                return _policy.IsPaused(Now) ? null : _socket;
        }
    }

    /// <summary>Time after which the loop must come back although no descriptor is ready; null: any.</summary>
    public TimeSpan? UntilDue
    {
        get
        {
            lock (_lock)
                return _policy.UntilDue(Now);
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>Opens a port.</summary>
    /// <exception cref="LinuxException">The port cannot be had; the message names the process that has it.</exception>
    public static ListeningSocket Open(IPEndPoint at, AdmissionOptions admission, Action<string> complain)
    {
        var listening = Sockets.TryListen(at, Backlog, out var socket);
        listening.OrThrow("listen on", at + (listening.Is(Errno.EADDRINUSE) ? PortOwnerLookup.Describe(at.Port) : ""));
        return new ListeningSocket(socket, admission, complain);
    }

    /// <summary>Takes the next connection that gets a place, and closes those that get none.</summary>
    /// <returns>null: no connection waits, or none can be taken now.</returns>
    public AdmittedSocket? TryAccept()
    {
        while (true)
        {
            var accepted = Sockets.TryAccept(_socket, out var connection, out var remote);
            if (!accepted.IsSuccess)
            {
                AcceptFailed(accepted.Errno);
                return null;
            }
            if (TryAdmit(connection, remote) is { } place)
                return new AdmittedSocket(connection, remote, place);
            connection.Dispose();
        }
    }

    /// <summary>Shuts down connections whose handshake takes too long; their owner sees the end and rejects them.</summary>
    public void ShutDownOverdue()
    {
        lock (_lock)
            foreach (var place in _policy.Overdue(Now))
                if (_pending.Remove(place, out var late))
                    Sockets.Shutdown(late);
    }

    /// <summary>Frees the place of a connection that has proven itself or has ended.</summary>
    public void Release(AdmissionPolicy.Place place)
    {
        lock (_lock)
        {
            _pending.Remove(place);
            _policy.Release(place);
        }
    }

    /// <summary>Frees the place of a connection that was rejected, after a delay.</summary>
    public void Reject(AdmissionPolicy.Place place)
    {
        lock (_lock)
        {
            _pending.Remove(place);
            _policy.Reject(place, Now);
        }
    }

    /// <summary>Pauses accepting because a resource of another kind, such as threads, is short.</summary>
    public void Pause()
    {
        lock (_lock)
            _policy.AcceptFailed(Errno.ENOMEM, Now);
    }

    public void Dispose() => _socket.Dispose();

    private AdmissionPolicy.Place? TryAdmit(Fd connection, IPEndPoint remote)
    {
        lock (_lock)
        {
            var place = _policy.TryAdmit(remote.Address, Now, out var evicted);
            if (evicted is not null && _pending.Remove(evicted, out var old))
                Sockets.Shutdown(old);
            if (place is not null)
                _pending.Add(place, connection);
            return place;
        }
    }

    private void AcceptFailed(Errno error)
    {
        lock (_lock)
            if (!_policy.AcceptFailed(error, Now) || Now < _complainAt)
                return;
        _complainAt = Now + s_complaintInterval;
        _complain(
            error is Errno.EMFILE or Errno.ENFILE
                ? $"out of file descriptors (the limit is {OpenFiles.Limit}): new connections wait"
                : $"new connections wait: {LinuxException.Describe(error)}"
        );
    }
}
