using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The golden node's single control port for all runs of a command, each of which is a session.</summary>
/// <remarks>A peer is passed to the run that it requests. Any thread.</remarks>
public sealed class SessionRouter : IDisposable
{
    private readonly IPAddress _bind;
    private readonly ushort _controlPort;
    private readonly Token? _token;
    private readonly ServerHandshake _door;
    private readonly ControlListener _control;
    private readonly object _lock = new();
    private readonly Dictionary<BytePath, Action<object>> _runs = [];
    private readonly Dictionary<Connection, Action<object>> _guests = [];
    private readonly List<(BootSecrets Secrets, Action<object> Post)> _boots = [];

    /// <param name="bind">A local address, or any.</param>
    /// <param name="token">null: every peer is let in.</param>
    /// <param name="sessions">All sessions; a peer that names none gets the first.</param>
    /// <exception cref="LinuxException">The port cannot be opened.</exception>
    public SessionRouter(IPAddress bind, ushort controlPort, Token? token, params IReadOnlyList<BytePath> sessions)
    {
        (_bind, _controlPort, _token) = (bind, controlPort, token);
        _door = new ServerHandshake(sessions, token, PeerRole.Node, SecretOf);
        _control = new ControlListener(new IPEndPoint(bind, controlPort), _door, Lead);
    }

    public void Dispose()
    {
        _control.Dispose();
        _door.Dispose();
    }

    /// <summary>From now on nodes find the session, and what they say is posted.</summary>
    /// <param name="boots">The secrets of its clones, whose reports are posted, too; null: it awaits none.</param>
    /// <returns>Ends it, and the connections of its guests.</returns>
    /// <exception cref="LinuxException">The port of discovery cannot be had.</exception>
    internal IDisposable Attach(BytePath session, Action<object> post, BootSecrets? boots = null)
    {
        // Before the session is registered: without discovery it is not served.
        var discovery = new DiscoveryResponder(
            _bind,
            session,
            _token,
            _controlPort,
            reason => post(new ControlListener.TurnedAway($"no node finds session '{session}' by broadcast any more: {reason}"))
        );
        lock (_lock)
        {
            _runs[session] = post;
            if (boots is not null)
                _boots.Add((boots, post));
        }
        return new Attached(this, session, post, discovery);
    }

    private void Lead(object happened)
    {
        if (Whose(happened) is { } post)
            post(happened);
        else if (happened is ControlListener.Entered { Peer: var guest })
        {
            var reason = $"session '{guest.Session}' is not served at the moment";
            _ = guest.Connection.TrySend(new Refused(reason, Deadlines.Retry));
            guest.Connection.Finish();
        }
    }

    /// <summary>The secret of a clone's own session; null: it is another session. Threads of connections.</summary>
    private Token? SecretOf(BytePath session)
    {
        lock (_lock)
            foreach (var (secrets, _) in _boots)
                if (secrets.NodeOf(session) is { } node)
                    return Token.Of(secrets.SecretOf(node));
        return null;
    }

    /// <summary>The run that a peer asks for; null: it is not served at the moment. Under the lock.</summary>
    private Action<object>? RunOf(BytePath session)
    {
        foreach (var (secrets, post) in _boots)
            if (secrets.NodeOf(session) is not null)
                return post;
        return _runs.GetValueOrDefault(session);
    }

    private Action<object>? Whose(object happened)
    {
        lock (_lock)
        {
            Action<object>? post = null;
            switch (happened)
            {
                case ControlListener.Entered entered when (post = RunOf(entered.Peer.Session)) is not null:
                    _guests[entered.Peer.Connection] = post;
                    break;
                case ControlListener.Said said:
                    _guests.TryGetValue(said.Connection, out post);
                    break;
                case ControlListener.Left left:
                    _guests.Remove(left.Connection, out post);
                    break;
                case ControlListener.TurnedAway:
                    foreach (var run in _runs.Values)
                        post ??= run;
                    break;
            }
            return post;
        }
    }

    private void Detach(BytePath session, Action<object> post)
    {
        lock (_lock)
        {
            _runs.Remove(session);
            _boots.RemoveAll(boot => boot.Post == post);
            foreach (var (connection, owner) in _guests)
                if (owner == post)
                    connection.ShutDown();
        }
    }

    private sealed class Attached(SessionRouter ports, BytePath session, Action<object> post, DiscoveryResponder discovery)
        : IDisposable
    {
        public void Dispose()
        {
            discovery.Dispose();
            ports.Detach(session, post);
        }
    }
}
