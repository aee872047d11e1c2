using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Tests.Network.Dhcp;

/// <summary>Malformed, truncated and hostile replies by the ten thousand: refused with a reason, or accepted with every value
/// inside its rule. Never anything else, and never slowly.</summary>
public sealed class DhcpFuzzTests(ITestOutputHelper output)
{
    private static readonly MacAddress s_mac = new([0x52, 0x54, 0, 0x12, 0x34, 0x56]);

    [Fact]
    public void What_is_accepted_keeps_every_rule()
    {
        var random = NewRandom();
        var (accepted, refused) = (0, 0);
        var started = Stopwatch.StartNew();
        for (var i = 0; i < 60_000; i++)
        {
            var bytes = HostileReplies.Next(random, 0x12345678, s_mac);
            try
            {
                AssertKeepsRules(DhcpReply.Decode(bytes), bytes);
                accepted++;
            }
            catch (DhcpException)
            {
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException(Convert.ToHexString(bytes), e);
            }
        }
        output.WriteLine($"{accepted} accepted, {refused} refused in {started.Elapsed.TotalSeconds:0.0} s");
        Assert.True(
            accepted > 2000 && refused > 20_000,
            $"{accepted} accepted, {refused} refused: the replies are not what they should be"
        );
    }

    [Fact]
    public void A_packet_is_opened_or_refused_whatever_it_holds()
    {
        var random = NewRandom();
        var opened = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var packet = DhcpPacket.Wrap(new byte[random.Next(60)], IPAddress.Any, IPAddress.Broadcast);
            (packet[21], packet[23]) = (67, 68);
            for (var flips = random.Next(4); flips > 0; flips--)
                packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
            var cut = packet.AsSpan(0, random.Next(4) == 0 ? random.Next(packet.Length + 1) : packet.Length);
            if (DhcpPacket.TryUnwrap(cut, random.Next(2) == 0, out var payload))
            {
                Assert.InRange(payload.Length, 0, cut.Length - 28);
                opened++;
            }
        }
        Assert.True(opened > 1000);
    }

    /// <summary>A client in the middle of hostile servers that know its question: it neither breaks nor speaks more than its
    /// back-off allows, and what it uses is a lease.</summary>
    [Fact]
    public void A_client_under_fire_keeps_its_temper()
    {
        var random = NewRandom();
        for (var trial = 0; trial < 60; trial++)
        {
            var client = new DhcpClient(s_mac, new Random(trial));
            var now = TimeSpan.Zero;
            var said = Take(client.Start(now));
            var transaction = said[^1].Transaction;
            var spoken = said.Count;
            for (var i = 0; i < 500; i++)
            {
                now += TimeSpan.FromSeconds(random.NextDouble() * 0.4);
                foreach (
                    var message in Hear(client, HostileReplies.Next(random, transaction, s_mac), now)
                        .Concat(Take(client.Tick(now)))
                )
                    (transaction, spoken) = (message.Transaction, spoken + 1);
            }
            // 100 s; each question may cost one request more.
            Assert.InRange(spoken, 1, 60);
        }

        List<DhcpRequest> Hear(DhcpClient client, byte[] bytes, TimeSpan now)
        {
            try
            {
                return Take(client.Receive(DhcpReply.Decode(bytes), now));
            }
            catch (DhcpException)
            {
                return [];
            }
        }
    }

    private static List<DhcpRequest> Take(IReadOnlyList<DhcpAction> actions)
    {
        foreach (var use in actions.OfType<DhcpAction.Use>())
            AssertIsHost(use.Lease.Address);
        return
        [
            .. actions
                .Select(action =>
                    action switch
                    {
                        DhcpAction.Ask ask => ask.Message,
                        DhcpAction.AskServer ask => ask.Message,
                        _ => null,
                    }
                )
                .OfType<DhcpRequest>(),
        ];
    }

    private static void AssertKeepsRules(DhcpReply reply, byte[] bytes)
    {
        Assert.InRange(bytes.Length, 241, 1472);
        AssertIsHost(reply.Server);
        Assert.True(reply.Type is DhcpMessageType.Offer or DhcpMessageType.Ack or DhcpMessageType.Nak);
        Assert.Equal(reply.Type == DhcpMessageType.Nak, reply.Lease is null);
        Assert.DoesNotContain(reply.Remark ?? "", char.IsControl);
        if (reply.Lease is not { } lease)
            return;
        AssertIsHost(lease.Address);
        Assert.InRange(lease.PrefixLength, 1, 32);
        Assert.True(
            lease.Times.IsForever
                || (
                    TimeSpan.Zero < lease.Times.Renewal
                    && lease.Times.Renewal < lease.Times.Rebinding
                    && lease.Times.Rebinding < lease.Times.Duration
                    && lease.Times.Duration >= TimeSpan.FromSeconds(10)
                )
        );
        foreach (var host in lease.NameServers.Append(lease.Router ?? lease.Address).Append(lease.NextServer ?? lease.Address))
            AssertIsHost(host);
        Assert.DoesNotContain(
            (lease.HostName ?? "") + lease.Domain,
            letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_')
        );
        Assert.DoesNotContain(lease.BootFile ?? "", letter => letter is <= ' ' or > '~');
    }

    private static void AssertIsHost(IPAddress address) =>
        Assert.False(address.GetAddressBytes()[0] is 0 or 127 or >= 224, address.ToString());

    private Random NewRandom()
    {
        var seed = Environment.GetEnvironmentVariable("KA_SEED") is { } text ? int.Parse(text, null) : 1;
        output.WriteLine($"KA_SEED={seed}");
        return new Random(seed);
    }
}
