using System;
using System.Buffers.Binary;
using System.Linq;
using System.Threading;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Network;

/// <summary>Servers that are late, broken or hostile, on the wire.</summary>
public sealed class RoughServerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Needs(Need.DhcpServers)]
    public void An_answer_that_takes_long_is_still_the_answer()
    {
        using var lab = new DhcpLab();
        byte[]? first = null;
        using var server = new RoughServer(
            lab.Server,
            (question, number, reply) =>
            {
                // The first question is answered, but only when the fourth comes.
                first ??= question;
                if (number == 4)
                    reply(ReplyBytes.To(first, ReplyBytes.Offer, "10.77.4.4", DhcpLab.ServerAddress).ToArray());
                else if (number > 4)
                    reply(ReplyBytes.To(question, ReplyBytes.Ack, "10.77.4.4", DhcpLab.ServerAddress).ToArray());
            }
        );
        var keeper = lab.Keep();

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());

        Assert.Contains("10.77.4.4/16", lab.Shown("addr"));
        Assert.Equal(5, server.Questions);
    }

    [Needs(Need.DhcpServers)]
    public void A_flood_of_hostile_replies_harms_nobody_and_the_real_server_is_still_heard()
    {
        using var lab = new DhcpLab(hosts: 3);
        var random = new Random(1);
        using var server = new RoughServer(
            lab.Server,
            (question, _, reply) =>
            {
                var transaction = BinaryPrimitives.ReadUInt32BigEndian(question.AsSpan(4));
                var client = new MacAddress(question.AsSpan(28, 6));
                for (var i = 0; i < 2000; i++)
                    if (HostileReplies.Next(random, transaction, client) is { Length: > 0 } bytes && !IsUsable(bytes))
                        reply(bytes);
            }
        );
        var keeper = lab.Keep();
        DhcpLab.Until("two questions", () => server.Questions >= 2);
        Assert.DoesNotContain("inet ", lab.Shown("addr", "show", "dev", "eth0"));

        lab.Dnsmasq(lab.Third);

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());
        Assert.Contains("10.77.1.", lab.Shown("addr"));
    }

    [Needs(Need.DhcpServers)]
    public void A_server_that_offers_and_never_gives_does_not_keep_the_node_from_one_that_does()
    {
        using var lab = new DhcpLab(hosts: 3);
        using var rogue = new RoughServer(
            lab.Server,
            (question, _, reply) =>
                reply(
                    ReplyBytes
                        .To(question, question[242] == 1 ? ReplyBytes.Offer : ReplyBytes.Nak, "10.77.9.9", DhcpLab.ServerAddress)
                        .ToArray()
                )
        );
        var keeper = lab.Keep();
        DhcpLab.Until(
            "a refusal is told",
            () => keeper.Verdict().Contains("10.77.0.1 refuses 10.77.9.9", StringComparison.Ordinal)
        );

        // Slower than the rogue: its offers come second.
        lab.Dnsmasq(lab.Third, more: "--dhcp-reply-delay=1");

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());
        Assert.Contains("10.77.1.", lab.Shown("addr"));
    }

    [Needs(Need.DhcpServers)]
    public void A_server_that_always_refuses_is_not_asked_all_the_time()
    {
        using var lab = new DhcpLab();
        using var rogue = new RoughServer(
            lab.Server,
            (question, _, reply) =>
                reply(
                    ReplyBytes
                        .To(question, question[242] == 1 ? ReplyBytes.Offer : ReplyBytes.Nak, "10.77.9.9", DhcpLab.ServerAddress)
                        .ToArray()
                )
        );
        var keeper = lab.Keep();

        Assert.False(keeper.WaitForAddress(TimeSpan.FromSeconds(15)));

        Assert.InRange(rogue.Questions, 2, 16);
    }

    /// <summary>What the product would take: such replies are as good as a real server's.</summary>
    private static bool IsUsable(byte[] bytes)
    {
        try
        {
            return Ka.Network.Dhcp.DhcpReply.Decode(bytes).Type == Ka.Network.Dhcp.DhcpMessageType.Offer;
        }
        catch (Ka.Network.Dhcp.DhcpException)
        {
            return false;
        }
    }
}
