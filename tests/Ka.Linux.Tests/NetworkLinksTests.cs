using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using Ka.TestRunner;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>Interfaces and packets in a network namespace of the test's own, which has loopback only and ends with its
/// thread.</summary>
public sealed class NetworkLinksTests
{
    private const int CLONE_NEWNET = 0x40000000;
    private const int Nowhere = 4711;
    private static readonly IPAddress s_address = IPAddress.Parse("10.0.0.57");

    [Fact]
    public void The_list_has_loopback_which_is_no_ethernet()
    {
        var lo = Assert.Single(NetworkLinks.List(), link => link.Name == "lo");

        Assert.Equal((1, "", false), (lo.Index, lo.Kind, lo.IsEthernet));
    }

    [Needs(Need.Root)]
    public void An_interface_is_set_up_and_down_and_the_change_is_told() =>
        Isolated(() =>
        {
            using var changes = NetworkLinks.OpenChanges();
            var poll = new PollSet(1);
            poll.Watch(0, changes, PollEvents.In);
            Assert.Equal(0, poll.Wait(TimeSpan.Zero).Value);
            Assert.False(Loopback().IsUp);

            NetworkLinks.SetUp(1, true).OrThrow("set up", "lo");

            Assert.Equal((true, true), (Loopback().IsUp, Loopback().HasCarrier));
            Assert.Equal(1, poll.Wait(TimeSpan.FromSeconds(5)).Value);
            NetworkLinks.Drain(changes);
            Assert.Equal(0, poll.Wait(TimeSpan.Zero).Value);
            NetworkLinks.SetUp(1, false).OrThrow("set down", "lo");
            Assert.Equal((false, false), (Loopback().IsUp, Loopback().HasCarrier));
            Assert.Equal(Errno.ENODEV, NetworkLinks.SetUp(Nowhere, true).Errno);
        });

    [Needs(Need.Root)]
    public void An_address_is_given_and_taken_away() =>
        Isolated(() =>
        {
            NetworkLinks.SetUp(1, true).OrThrow("set up", "lo");
            NetworkLinks.AddAddress(1, s_address, 24).OrThrow("address", "lo");
            Assert.True(NetworkLinks.AddAddress(1, s_address, 24).IsSuccess);
            using (var socket = Sockets.OpenUdp(new IPEndPoint(s_address, 0)))
                Assert.Equal(s_address, Sockets.LocalEndPoint(socket).Address);

            NetworkLinks.RemoveAddress(1, s_address, 24).OrThrow("remove", "lo");

            Assert.Equal(
                Errno.EADDRNOTAVAIL,
                Assert.Throws<LinuxException>(() => Sockets.OpenUdp(new IPEndPoint(s_address, 0))).Errno
            );
            Assert.Equal(Errno.EADDRNOTAVAIL, NetworkLinks.RemoveAddress(1, s_address, 24).Errno);
            Assert.Equal(Errno.ENODEV, NetworkLinks.AddAddress(Nowhere, s_address, 24).Errno);
        });

    [Needs(Need.Root)]
    public void A_default_route_is_made_replaced_and_removed() =>
        Isolated(() =>
        {
            NetworkLinks.SetUp(1, true).OrThrow("set up", "lo");
            NetworkLinks.AddAddress(1, s_address, 32).OrThrow("address", "lo");
            // Off the interface's network, where routers of /32 networks are.
            NetworkLinks.AddDefaultRoute(1, IPAddress.Parse("10.9.9.1"), 100).OrThrow("route", "lo");
            NetworkLinks.AddDefaultRoute(1, IPAddress.Parse("10.9.9.2"), 100).OrThrow("route", "lo");
            Assert.Contains("lo\t00000000\t0209090A\t0003", Routes());
            Assert.DoesNotContain("0109090A", Routes());

            NetworkLinks.RemoveDefaultRoute(1, IPAddress.Parse("10.9.9.2"), 100).OrThrow("remove", "lo");

            Assert.DoesNotContain("0209090A", Routes());
            Assert.Equal(Errno.ESRCH, NetworkLinks.RemoveDefaultRoute(1, IPAddress.Parse("10.9.9.2"), 100).Errno);
            Assert.Equal(Errno.EINVAL, NetworkLinks.AddDefaultRoute(1, s_address, 100).Errno);
        });

    [Needs(Need.Root)]
    public void A_packet_socket_hears_its_port_and_nothing_else() =>
        Isolated(() =>
        {
            NetworkLinks.SetUp(1, true).OrThrow("set up", "lo");
            PacketSockets.TryOpen(1, 6868, out var packets).OrThrow("packet", "lo");
            using var closing = packets;
            using var sender = Sockets.OpenUdp(new IPEndPoint(IPAddress.Loopback, 0));
            var buffer = new byte[200];
            Assert.Equal(Errno.EAGAIN, PacketSockets.Receive(packets, buffer, out _).Errno);

            Sockets.SendTo(sender, "other"u8, new IPEndPoint(IPAddress.Loopback, 6869)).OrThrow("send", "");
            Sockets.SendTo(sender, "ours"u8, new IPEndPoint(IPAddress.Loopback, 6868)).OrThrow("send", "");

            var length = (int)PacketSockets.Receive(packets, buffer, out var origin).OrThrow("receive", "");
            Assert.Equal("ours"u8, buffer.AsSpan(28, length - 28));
            // Made on this machine: nobody calculated it.
            Assert.False(origin.HasChecksum);
            Assert.Equal(Errno.EAGAIN, PacketSockets.Receive(packets, buffer, out _).Errno);
        });

    [Needs(Need.Root)]
    public void A_packet_is_sent_as_it_is() =>
        Isolated(() =>
        {
            NetworkLinks.SetUp(1, true).OrThrow("set up", "lo");
            PacketSockets.TryOpen(1, 6868, out var packets).OrThrow("packet", "lo");
            using var closing = packets;
            byte[] packet =
            [
                0x45,
                0,
                0,
                30,
                0,
                0,
                0,
                0,
                64,
                17,
                0,
                0,
                10,
                0,
                0,
                1,
                10,
                0,
                0,
                2,
                0,
                67,
                0x1a,
                0xd4,
                0,
                10,
                0,
                0,
                1,
                2,
            ];
            PacketSockets.Send(packets, packet, 1, MacAddress.Broadcast).OrThrow("send", "");
            var buffer = new byte[200];

            var length = (int)PacketSockets.Receive(packets, buffer, out var origin).OrThrow("receive", "");

            Assert.Equal(packet, buffer[..length]);
            Assert.True(origin.HasChecksum);
            // A later fragment of a datagram has no port.
            packet[7] = 1;
            PacketSockets.Send(packets, packet, 1, MacAddress.Broadcast).OrThrow("send", "");
            Assert.Equal(Errno.EAGAIN, PacketSockets.Receive(packets, buffer, out _).Errno);
            Assert.Equal(Errno.ENODEV, PacketSockets.TryOpen(Nowhere, 68, out _).Errno);
            Assert.Equal(Errno.ENXIO, PacketSockets.Send(packets, packet, Nowhere, MacAddress.Broadcast).Errno);
        });

    [Needs(Need.Root)]
    public void A_socket_is_tied_to_an_interface() =>
        Isolated(() =>
        {
            using var socket = Sockets.OpenUdp(new IPEndPoint(IPAddress.Any, 0));
            Assert.True(Sockets.BindToInterface(socket, "lo").IsSuccess);
            Assert.Equal(Errno.ENODEV, Sockets.BindToInterface(socket, "nowhere").Errno);
        });

    private static NetworkLink Loopback() => NetworkLinks.List().Single(link => link.Name == "lo");

    private static string Routes() => File.ReadAllText("/proc/thread-self/net/route");

    /// <summary>Runs on a thread that has left the network of all others (unshare(2)).</summary>
    private static void Isolated(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (unshare(CLONE_NEWNET) != 0)
                    throw new IOException(Marshal.GetLastPInvokeErrorMessage());
                test();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int unshare(int flags);
}
