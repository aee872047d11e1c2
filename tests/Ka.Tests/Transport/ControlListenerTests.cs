using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using Ka.Linux;
using Ka.Sender;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Transport;

/// <summary>The golden node's control port on the loopback network, whose addresses stand for machines.</summary>
[Collection(nameof(Receiver.AloneInProcess))]
public sealed class ControlListenerTests : IDisposable
{
    private const int Handshakes = 2_000;

    private static readonly BytePath s_session = BytePath.FromText("room");
    private static readonly Token s_token = Token.Create();
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly LoopbackServers _servers = new();
    private readonly ConcurrentQueue<object> _posted = [];
    private readonly IPEndPoint _at;

    public ControlListenerTests() => _at = _servers.Serve(s_session, s_token, post: _posted.Enqueue);

    public void Dispose() => _servers.Dispose();

    [Fact]
    public void A_node_enters_at_once_although_a_stranger_holds_300_idle_connections()
    {
        List<Socket> idle = [];
        for (var i = 0; i < 300; i++)
            idle.Add(Connect("127.0.0.66"));
        var clock = Stopwatch.StartNew();
        using (Enter())
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void A_node_enters_although_idle_connections_come_from_many_addresses()
    {
        List<Socket> idle = [];
        for (var i = 0; i < 300; i++)
            idle.Add(Connect($"127.0.1.{1 + i % 100}"));
        var clock = Stopwatch.StartNew();
        using (Enter())
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Failed_handshakes_leave_no_memory()
    {
        // Memory that stays after the first ones belongs to caches: of threads, of TLS, of the allocator.
        FailHandshakes(Handshakes);
        var before = ResidentBytes();
        FailHandshakes(Handshakes);
        // 13 KB each, as it was seen once, are 26 MB.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 12 << 20);
        using (Enter())
            Assert.True(_posted.TryPeek(out _));
    }

    [Fact]
    public void A_peer_that_leaves_is_posted_once_after_all_that_it_sent()
    {
        using (var node = Enter())
            node.TrySend(new Ready());
        Assert.True(SpinWait.SpinUntil(() => _posted.Count >= 3, s_patience));
        Assert.Collection(
            _posted,
            first => Assert.IsType<ControlListener.Entered>(first),
            second => Assert.IsType<ControlListener.Said>(second),
            third => Assert.IsType<ControlListener.Left>(third)
        );
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        foreach (var line in File.ReadLines("/proc/self/status"))
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return 1024
                    * long.Parse(
                        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
                        System.Globalization.CultureInfo.InvariantCulture
                    );
        throw new InvalidOperationException("no VmRSS in /proc/self/status");
    }

    // As a node does: what is not final is tried again.
    private Connection Enter()
    {
        var clock = Stopwatch.StartNew();
        while (true)
            try
            {
                return new ClientHandshake(s_session, s_token).Enter(_at, BytePath.FromText("node"), new Join(1, 7, false));
            }
            catch (HandshakeException e) when (!e.IsFinal && clock.Elapsed < s_patience)
            {
                Thread.Yield();
            }
    }

    private Socket Connect(string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        socket.Connect(_at);
        return socket;
    }

    /// <summary>TLS, and then nothing: the token is not known. From many addresses, each of which has its share.</summary>
    private void FailHandshakes(int count)
    {
        var rejected = Rejected();
        for (var i = 0; i < count; i++)
            FailHandshake($"127.1.{i / 200 % 200}.{1 + i % 200}");
        Assert.True(
            SpinWait.SpinUntil(() => Rejected() - rejected >= count, s_patience),
            $"{Rejected() - rejected} of {count} were rejected"
        );
    }

    private int Rejected()
    {
        var count = 0;
        foreach (var posted in _posted)
            count += posted is ControlListener.TurnedAway ? 1 : 0;
        return count;
    }

    private void FailHandshake(string from)
    {
        using var stream = new NetworkStream(Connect(from), ownsSocket: true);
        stream.Write(Banner.Control);
        stream.ReadExactly(new byte[Banner.Control.Length]);
        using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        tls.AuthenticateAsClient(
            new SslClientAuthenticationOptions
            {
                TargetHost = "ka",
                EnabledSslProtocols = SslProtocols.Tls13,
                AllowTlsResume = false,
#pragma warning disable CA5359 // A stranger to the run: it wants the server's work, not its identity.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            }
        );
    }
}
