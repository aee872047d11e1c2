using System;
using System.Net;
using System.Net.Security;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Transport;

/// <summary>Both doors on the loopback address: who is let in, and what the other side hears.</summary>
public sealed class HandshakeTests : IDisposable
{
    private static readonly BytePath s_session = BytePath.FromText("room");
    private static readonly BytePath s_host = BytePath.FromText("node-7");
    private static readonly Token s_token = Token.Create();
    private static readonly Join s_join = new(1, 7, false);
    private static readonly BytePath s_cloneSession = BytePath.FromText("kabooted1/1/7");
    private static readonly Token s_secret = Token.Create();
    private static readonly BootReport s_report = new()
    {
        Host = s_host,
        Kernel = "6.1.0",
        RootUuid = "",
        MachineId = "",
        FailedUnits = [],
        Interfaces = [],
        HostKeys = [],
    };

    private readonly Fd _listener = Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    private IPEndPoint Server => Sockets.LocalEndPoint(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void With_the_same_token_the_node_is_in_and_both_can_speak()
    {
        using var server = Admit(s_token);
        using var inside = new ClientHandshake(s_session, s_token).Enter(Server, s_host, new Join(4711, 7, false));

        var (connection, _, host, request) = server.Admitted();
        Assert.Equal(new Join(4711, 7, false), request);
        Assert.Equal(s_host, host);
        Assert.True(connection.TrySend(new Waiting(1, 2)));
        Assert.True(inside.TryReceive(out var message, out _));
        Assert.Equal(new Waiting(1, 2), message);
    }

    [Fact]
    public void A_connection_that_its_receiver_closed_takes_the_last_word_quietly()
    {
        using var server = Admit(s_token);
        using var inside = new ClientHandshake(s_session, s_token).Enter(Server, s_host, s_join);
        var connection = server.Admitted().Connection;
        connection.Dispose();

        Assert.False(connection.TrySend(new Keepalive()));
        connection.Finish();
        connection.ShutDown();
        Assert.Equal(Server, connection.Local);
    }

    [Fact]
    public void A_clone_proves_its_own_secret_and_reports_its_boot()
    {
        using var server = Admit(s_token, s_secret);
        using var inside = new ClientHandshake(s_cloneSession, s_secret).Enter(Server, s_host, s_report);

        Assert.Equal(s_report, server.Admitted().Request);
    }

    [Fact]
    public void The_secret_of_a_clone_opens_nothing_else()
    {
        using var server = Admit(s_token, s_secret);
        Assert.Contains(
            "nothing to begin with",
            Answer(new ClientHandshake(s_cloneSession, s_secret), s_join),
            StringComparison.Ordinal
        );
        server.Refusal();
    }

    [Fact]
    public void The_token_takes_no_report_and_the_secret_proves_nothing_in_another_session()
    {
        using (var server = Admit(s_token, s_secret))
        {
            Assert.Contains(
                "nothing to begin with",
                Answer(new ClientHandshake(s_session, s_token), s_report),
                StringComparison.Ordinal
            );
            server.Refusal();
        }
        using (var server = Admit(s_token, s_secret))
        {
            Assert.Contains(
                "does not know our token",
                Turned(new ClientHandshake(s_session, s_secret)),
                StringComparison.Ordinal
            );
            server.Refusal();
        }
        using (var server = Admit(s_token, s_secret))
        {
            Assert.Contains(
                "does not know our token",
                Turned(new ClientHandshake(s_cloneSession, s_token)),
                StringComparison.Ordinal
            );
            server.Refusal();
        }
    }

    [Fact]
    public void An_open_session_lets_no_clone_report_without_its_secret()
    {
        using var server = Admit(null, s_secret);
        Assert.Contains("--open", Turned(new ClientHandshake(s_cloneSession, null)), StringComparison.Ordinal);
        server.Refusal();
    }

    [Fact]
    public void A_node_that_names_no_session_is_let_in()
    {
        using var server = Admit(s_token);
        using var inside = new ClientHandshake(default, s_token).Enter(Server, s_host, s_join);

        Assert.Equal(s_join, server.Admitted().Request);
    }

    [Fact]
    public void An_open_node_enters_an_open_session()
    {
        using var server = Admit(null);
        using var inside = new ClientHandshake(s_session, null).Enter(Server, s_host, s_join);

        Assert.Equal(s_join, server.Admitted().Request);
    }

    [Fact]
    public void A_server_that_cannot_prove_the_token_gets_no_proof_from_the_node()
    {
        using var server = Admit(Token.Create());

        Assert.Contains("does not know our token", Turned(new ClientHandshake(s_session, s_token)), StringComparison.Ordinal);
        Assert.DoesNotContain("know the token", server.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_proves_nothing_hears_a_refusal_and_nothing_else()
    {
        using var server = Admit(s_token);
        using var node = Greet(new Hello(ProtocolVersion.Current, s_session, false, Bytes32.Random(), s_host));
        Assert.IsType<Challenge>(Receive(node));
        node.TrySend(new NodeProof(Bytes32.Random()));

        Assert.IsType<Refused>(Receive(node));
        Assert.False(node.TryReceive(out _, out _));
        Assert.Contains("does not know the token", server.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_cannot_send_the_servers_own_proof_back()
    {
        using var server = Admit(s_token);
        using var node = Greet(new Hello(ProtocolVersion.Current, s_session, false, Bytes32.Random(), s_host));
        node.TrySend(new NodeProof(Assert.IsType<Challenge>(Receive(node)).Mac));

        Assert.IsType<Refused>(Receive(node));
        Assert.Contains("does not know the token", server.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_node_does_not_enter_a_session_with_a_token()
    {
        using var server = Admit(s_token);

        Assert.Contains("--open", Turned(new ClientHandshake(s_session, null)), StringComparison.Ordinal);
        Assert.Contains("--open", server.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_with_a_token_does_not_enter_an_open_session()
    {
        using var server = Admit(null);

        Assert.Contains("--open", Turned(new ClientHandshake(s_session, s_token)), StringComparison.Ordinal);
        Assert.Contains("--open", server.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_session_is_refused_and_both_are_named()
    {
        using var server = Admit(s_token);
        var reason = Turned(new ClientHandshake(BytePath.FromText("kitchen"), s_token));

        Assert.Contains("kitchen", reason, StringComparison.Ordinal);
        Assert.Contains("room", reason, StringComparison.Ordinal);
        server.Refusal();
    }

    [Fact]
    public void Another_protocol_version_is_refused_and_both_are_named()
    {
        using var server = Admit(s_token);
        using var node = Greet(new Hello(9, s_session, false, Bytes32.Random(), s_host));

        var reason = Assert.IsType<Refused>(Receive(node)).Reason;
        Assert.Contains("version 9", reason, StringComparison.Ordinal);
        Assert.Contains("version 2", reason, StringComparison.Ordinal);
        server.Refusal();
    }

    [Fact]
    public void One_in_the_middle_who_relays_the_proofs_is_refused_by_the_node()
    {
        using var golden = Admit(s_token);
        using var middle = new MiddleMan(Server);

        Assert.Contains(
            "does not know our token",
            Turned(new ClientHandshake(s_session, s_token), middle.Address),
            StringComparison.Ordinal
        );
        Assert.True(middle.RelayedChallenge(), "the one in the middle had nothing to relay");
        Assert.DoesNotContain("know the token", golden.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_program_is_turned_away()
    {
        using var server = Admit(s_token);
        Sockets.TryConnect(Server, TimeSpan.FromSeconds(5), out var socket).OrThrow("connect", "");
        using (socket)
        {
            Sockets.Send(socket, "GET / HTTP/1.1\r\n"u8).OrThrow("send", "");
            Assert.Contains("instead of 'ka/2 control'", server.Refusal(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_operator_is_let_in_like_a_node_and_a_guest_that_wants_something_else_is_refused()
    {
        using (var server = Admit(s_token))
        using (new ClientHandshake(s_session, s_token).Enter(Server, s_host, new Go()))
            Assert.Equal(new Go(), server.Admitted().Request);
        using (var server = Admit(s_token))
        using (var inside = new ClientHandshake(s_session, s_token).Enter(Server, s_host, new Received(7)))
        {
            Assert.Contains(
                "Received is nothing to begin with",
                Assert.IsType<Refused>(Receive(inside)).Reason,
                StringComparison.Ordinal
            );
            server.Refusal();
        }
    }

    private static ControlMessage Receive(Connection connection)
    {
        Assert.True(connection.TryReceive(out var message, out var lost), lost);
        return message;
    }

    private string Turned(ClientHandshake door, IPEndPoint? at = null)
    {
        var refused = Assert.Throws<HandshakeException>(() => door.Enter(at ?? Server, s_host, s_join));
        Assert.True(refused.IsFinal, refused.Message);
        return refused.Message;
    }

    private OneVisitor Admit(Token? token, Token? clone = null) =>
        new(
            _listener,
            new ServerHandshake([s_session], token, PeerRole.Node, session => session == s_cloneSession ? clone : null)
        );

    /// <summary>The reason why a peer that has proven what was asked of it is not let in.</summary>
    private string Answer(ClientHandshake door, ControlMessage request)
    {
        using var inside = door.Enter(Server, s_host, request);
        return Assert.IsType<Refused>(Receive(inside)).Reason;
    }

    // A node that speaks the protocol, but not as ClientHandshake would.
    private Connection Greet(Hello hello)
    {
        Sockets.TryConnect(Server, TimeSpan.FromSeconds(5), out var socket).OrThrow("connect", "");
        var connection = TlsHandshake.AsClient(socket, Server, PeerRole.Server, out _);
        connection.TrySend(hello);
        return connection;
    }

    /// <summary>The golden node's door for the next who knocks, on a thread of its own.</summary>
    private sealed class OneVisitor : IDisposable
    {
        private readonly ServerHandshake _door;
        private readonly Thread _thread;
        private AuthenticatedPeer? _guest;
        private HandshakeException? _refusal;

        public OneVisitor(Fd listener, ServerHandshake door)
        {
            _door = door;
            _thread = new Thread(() => Admit(listener)) { IsBackground = true };
            _thread.Start();
        }

        public AuthenticatedPeer Admitted()
        {
            End();
            Assert.True(_guest is not null, _refusal?.Message);
            return _guest;
        }

        public string Refusal()
        {
            End();
            Assert.NotNull(_refusal);
            return _refusal.Message;
        }

        public void Dispose()
        {
            _guest?.Connection.Dispose();
            _door.Dispose();
        }

        private void End() => Assert.True(_thread.Join(TimeSpan.FromSeconds(20)), "the door is still busy");

        private void Admit(Fd listener)
        {
            Sockets.TryAccept(listener, out var socket, out var remote).OrThrow("accept", "");
            try
            {
                _guest = _door.Admit(socket, remote);
            }
            catch (HandshakeException e)
            {
                _refusal = e;
            }
        }
    }

    /// <summary>Shows a node a certificate of its own, the golden node it is the node, and hands on what both say.</summary>
    private sealed class MiddleMan : IDisposable
    {
        private readonly Fd _listener = Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        private readonly IPEndPoint _golden;
        private readonly Thread _thread;
        private bool _relayed;

        public MiddleMan(IPEndPoint golden)
        {
            _golden = golden;
            _thread = new Thread(Relay) { IsBackground = true };
            _thread.Start();
        }

        public IPEndPoint Address => Sockets.LocalEndPoint(_listener);

        /// <summary>Once it has ended: the node heard the golden node's challenge through it.</summary>
        public bool RelayedChallenge() => _thread.Join(TimeSpan.FromSeconds(20)) && _relayed;

        public void Dispose()
        {
            _thread.Join(TimeSpan.FromSeconds(20));
            _listener.Dispose();
        }

        private void Relay()
        {
            Sockets.TryAccept(_listener, out var toNode, out var remote).OrThrow("accept", "");
            Sockets.TryConnect(_golden, TimeSpan.FromSeconds(5), out var toGolden).OrThrow("connect", "");
            using var certificate = ServerCertificate.Create();
            using var node = TlsHandshake.AsServer(
                toNode,
                remote,
                SslStreamCertificateContext.Create(certificate, null, offline: true),
                PeerRole.Node
            );
            using var golden = TlsHandshake.AsClient(toGolden, _golden, PeerRole.Server, out _);
            golden.TrySend(Receive(node));
            _relayed = node.TrySend(Receive(golden));
            // Nothing may come: a proof would let us in.
            if (node.TryReceive(out var proof, out _))
                golden.TrySend(proof);
        }
    }
}
