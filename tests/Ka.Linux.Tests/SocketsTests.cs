using System;
using System.Net;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>Sockets on the loopback address.</summary>
public sealed class SocketsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly IPEndPoint s_anyPort = new(IPAddress.Loopback, 0);

    /// <summary>IPv6 may be switched off.</summary>
    public static TheoryData<string> LoopbackAddresses()
    {
        var addresses = new TheoryData<string> { "127.0.0.1" };
        var six = Sockets.TryListen(new IPEndPoint(IPAddress.IPv6Loopback, 0), 1, out var listener);
        listener.Dispose();
        if (six.IsSuccess)
            addresses.Add("::1");
        return addresses;
    }

    [Theory]
    [MemberData(nameof(LoopbackAddresses))]
    public void A_connection_carries_bytes_and_knows_its_ends(string address)
    {
        using var listener = Sockets.Listen(new IPEndPoint(IPAddress.Parse(address), 0));
        Sockets.TryConnect(Sockets.LocalEndPoint(listener), s_patience, out var client).OrThrow("connect", "");
        Sockets.TryAccept(listener, out var server, out var peer).OrThrow("accept", "");
        using var closingClient = client;
        using var closingServer = server;
        var buffer = new byte[8];

        Sockets.Send(client, "hello"u8).OrThrow("send", "");

        Assert.Equal(5, server.Read(buffer).Value);
        Assert.Equal(Sockets.LocalEndPoint(client), peer);
        Sockets.ShutdownSending(client);
        Assert.Equal(0, server.Read(buffer).Value);
        Assert.True(Sockets.Send(server, "still"u8).IsSuccess);
    }

    [Fact]
    public void Nobody_listening_is_ECONNREFUSED()
    {
        IPEndPoint closed;
        using (var listener = Sockets.Listen(s_anyPort))
            closed = Sockets.LocalEndPoint(listener);

        Assert.Equal(Errno.ECONNREFUSED, Sockets.TryConnect(closed, s_patience, out _).Errno);
    }

    [Fact]
    public void An_address_in_use_is_named()
    {
        using var listener = Sockets.Listen(s_anyPort);
        var taken = Sockets.LocalEndPoint(listener);

        Assert.Equal(Errno.EADDRINUSE, Sockets.TryListen(taken, 1, out _).Errno);
        Assert.Equal(
            $"listen on {taken}: EADDRINUSE (Address already in use)",
            Assert.Throws<LinuxException>(() => Sockets.Listen(taken)).Message
        );
    }

    [Fact]
    public void An_address_that_is_not_ours_is_EADDRNOTAVAIL() =>
        Assert.Equal(Errno.EADDRNOTAVAIL, Sockets.TryListen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), 1, out _).Errno);

    [Fact]
    public void A_peer_that_left_is_EPIPE_and_no_signal()
    {
        var (client, server) = Connect();
        using var closing = client;
        server.Dispose();
        // The first may still be taken; what comes back for it is a reset.
        var sent = SysResult.Success(0);
        for (var deadline = DateTime.UtcNow + s_patience; sent.IsSuccess && DateTime.UtcNow < deadline; )
            sent = Sockets.Send(client, "x"u8);

        Assert.Contains(sent.Errno, new[] { Errno.EPIPE, Errno.ECONNRESET });
    }

    [Fact]
    public void A_socket_that_does_not_block_says_EAGAIN()
    {
        var (client, server) = Connect();
        using var closingClient = client;
        using var closingServer = server;

        Sockets.SetBlocking(client, false).OrThrow("fcntl", "");
        Assert.Equal(Errno.EAGAIN, client.Read(new byte[1]).Errno);
        Sockets.SetBlocking(client, true).OrThrow("fcntl", "");
        Sockets.SetTimeouts(client, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)).OrThrow("setsockopt", "");
        Assert.Equal(Errno.EAGAIN, client.Read(new byte[1]).Errno);
    }

    [Fact]
    public void A_shutdown_wakes_who_is_blocked()
    {
        var (client, server) = Connect();
        using var closingClient = client;
        using var closingServer = server;
        var read = SysResult.Failure(Errno.EPERM);
        var blocked = new System.Threading.Thread(() => read = client.Read(new byte[1]));
        blocked.Start();

        Sockets.Shutdown(client);

        Assert.True(blocked.Join(s_patience));
        Assert.Equal(SysResult.Success(0), read);
    }

    [Fact]
    public void The_congestion_control_is_chosen_by_name()
    {
        using var listener = Sockets.Listen(s_anyPort);

        Assert.True(Sockets.SetCongestionControl(listener, "reno").IsSuccess);
        Assert.Equal(Errno.ENOENT, Sockets.SetCongestionControl(listener, "ka").Errno);
        Assert.True(Sockets.SetNoDelay(listener).IsSuccess);
    }

    [Fact]
    public void A_datagram_arrives_with_its_sender()
    {
        using var one = Sockets.OpenUdp(s_anyPort);
        using var other = Sockets.OpenUdp(s_anyPort);
        var buffer = new byte[16];

        Sockets.SendTo(one, "ping"u8, Sockets.LocalEndPoint(other)).OrThrow("sendto", "");

        Assert.Equal(4, Sockets.ReceiveFrom(other, buffer, out var from).Value);
        Assert.Equal(Sockets.LocalEndPoint(one), from);
        Assert.Equal(Errno.EMSGSIZE, Sockets.SendTo(one, new byte[70_000], Sockets.LocalEndPoint(other)).Errno);
    }

    [Theory]
    [InlineData("10.1.2.3", 4957)]
    [InlineData("fe80::1%7", 30764)]
    public void An_address_survives_the_kernel_s_form(string address, int port)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        var raw = new byte[Sys.SockaddrLength];

        SocketAddress.Write(endPoint, raw);

        Assert.Equal(endPoint, SocketAddress.Read(raw));
    }

    [Fact]
    public void An_IPv4_peer_of_a_socket_for_both_is_IPv4()
    {
        var raw = new byte[Sys.SockaddrLength];
        SocketAddress.Write(new IPEndPoint(IPAddress.Parse("::ffff:10.0.0.1"), 1), raw);

        Assert.Equal(IPAddress.Parse("10.0.0.1"), SocketAddress.Read(raw).Address);
    }

    private static (Fd Client, Fd Server) Connect()
    {
        using var listener = Sockets.Listen(s_anyPort);
        Sockets.TryConnect(Sockets.LocalEndPoint(listener), s_patience, out var client).OrThrow("connect", "");
        Sockets.TryAccept(listener, out var server, out _).OrThrow("accept", "");
        return (client, server);
    }
}
