using System;
using System.Linq;
using System.Text;
using Ka.Network.Dhcp;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Network.Dhcp;

/// <summary>What servers say, against bytes that were put together by hand.</summary>
public sealed class DhcpReplyTests
{
    [Fact]
    public void An_assignment_is_read_whole()
    {
        var reply = DhcpReply.Decode(
            new ReplyBytes { Next = "10.0.0.9", BootFile = "X86PC/linux/vmlinuz\0"u8.ToArray() }
                .With(53, ReplyBytes.Ack)
                .With(54, "10.0.0.1")
                .With(51, 7200)
                .With(58, 1800)
                .With(59, 6000)
                .With(1, "255.255.254.0")
                .With(3, 10, 0, 0, 254, 10, 0, 0, 253)
                .With(6, 10, 0, 0, 2, 10, 0, 0, 3)
                .With(12, "node-7"u8.ToArray())
                .With(15, "room.example"u8.ToArray())
                .ToArray()
        );

        Assert.Equal(
            (DhcpMessageType.Ack, 0x12345678u, "52:54:00:12:34:56"),
            (reply.Type, reply.Transaction, reply.Client.ToString())
        );
        var lease = reply.Lease!;
        Assert.Equal(
            ("10.0.0.57", 23, "10.0.0.1", "10.0.0.254"),
            (lease.Address.ToString(), lease.PrefixLength, lease.Server.ToString(), lease.Router!.ToString())
        );
        Assert.Equal(["10.0.0.2", "10.0.0.3"], lease.NameServers.Select(server => server.ToString()));
        Assert.Equal(
            ("node-7", "room.example", "10.0.0.9", "X86PC/linux/vmlinuz"),
            (lease.HostName, lease.Domain, lease.NextServer!.ToString(), lease.BootFile)
        );
        Assert.Equal(new LeaseTimes(TimeSpan.FromHours(2), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(100)), lease.Times);
    }

    [Fact]
    public void A_refusal_has_words_that_cannot_harm_a_screen()
    {
        var reply = DhcpReply.Decode(
            new ReplyBytes { Given = "0.0.0.0" }
                .With(53, ReplyBytes.Nak)
                .With(54, "10.0.0.1")
                .With(56, "wrong\x1b[2J net\n"u8.ToArray())
                .ToArray()
        );

        Assert.Null(reply.Lease);
        Assert.Equal(@"wrong\x1b[2J net\x0a", reply.Remark);
    }

    [Fact]
    public void Pieces_of_one_option_are_one_value_across_all_three_parts()
    {
        var bytes = new ReplyBytes { BootFile = [67, 4, .. "/linux"u8[..4], 255], ServerName = [67, 6, .. "ux/all"u8, 0, 0, 255] }
            .With(53, ReplyBytes.Offer)
            .With(54, "10.0.0.1")
            .With(67, "X86"u8.ToArray())
            .With(52, 3)
            .With(67, "PC"u8.ToArray())
            .ToArray();

        Assert.Equal("X86PC/linux/all", DhcpReply.Decode(bytes).Lease!.BootFile);
    }

    [Theory]
    [InlineData(1, null, "golden")]
    [InlineData(2, "boot.0", null)]
    public void A_field_that_holds_options_holds_no_name(int overload, string? file, string? server)
    {
        var name = server is null ? new byte[] { 255 } : "10.0.0.8"u8.ToArray();
        var lease = DhcpReply
            .Decode(
                new ReplyBytes { BootFile = file is null ? [255] : Encoding.ASCII.GetBytes(file), ServerName = name }
                    .With(53, ReplyBytes.Offer)
                    .With(54, "10.0.0.1")
                    .With(52, (byte)overload)
                    .ToArray()
            )
            .Lease!;

        Assert.Equal((file, server is null ? null : "10.0.0.8"), (lease.BootFile, lease.NextServer?.ToString()));
    }

    [Fact]
    public void A_name_with_anything_but_letters_digits_dots_and_dashes_is_no_name()
    {
        foreach (var bad in new[] { "a b", "$(reboot)", "a\nb", "-a", ".", "\u00e9", "a;b", "" })
        {
            var lease = DhcpReply
                .Decode(
                    ReplyBytes
                        .Usual(ReplyBytes.Ack)
                        .With(12, Encoding.Latin1.GetBytes(bad))
                        .With(15, Encoding.Latin1.GetBytes(bad))
                        .ToArray()
                )
                .Lease!;
            Assert.Equal((null, null), (lease.HostName, lease.Domain));
        }
    }

    [Fact]
    public void Times_out_of_order_are_replaced_by_the_usual_ones()
    {
        var times = DhcpReply.Decode(ReplyBytes.Usual(ReplyBytes.Ack, 800).With(58, 790).With(59, 100u).ToArray()).Lease!.Times;

        Assert.Equal((400.0, 700.0), (times.Renewal.TotalSeconds, times.Rebinding.TotalSeconds));
        Assert.True(DhcpReply.Decode(ReplyBytes.Usual(ReplyBytes.Ack, uint.MaxValue).ToArray()).Lease!.Times.IsForever);
    }

    [Fact]
    public void Without_a_mask_the_class_decides()
    {
        int Prefix(string given) =>
            DhcpReply
                .Decode(
                    new ReplyBytes { Given = given }
                        .With(53, ReplyBytes.Offer)
                        .With(54, "10.0.0.1")
                        .ToArray()
                )
                .Lease!.PrefixLength;

        Assert.Equal((8, 16, 24), (Prefix("10.1.2.3"), Prefix("172.16.0.1"), Prefix("192.168.0.1")));
    }

    public static TheoryData<string, byte[]> Wrong()
    {
        byte[] Usual(Action<byte[]>? damage = null)
        {
            var bytes = ReplyBytes.Usual(ReplyBytes.Ack).ToArray();
            damage?.Invoke(bytes);
            return bytes;
        }
        var bare = () => new ReplyBytes().With(53, ReplyBytes.Offer);
        return new TheoryData<string, byte[]>
        {
            { "operation: needs 1 bytes", [] },
            { "cookie: needs 4 bytes, 3 left", Usual()[..239] },
            { "operation: 1 instead of 2", Usual(bytes => bytes[0] = 1) },
            { "hardware type: 6 instead of 1", Usual(bytes => bytes[1] = 6) },
            { "hardware address length: 16 instead of 6", Usual(bytes => bytes[2] = 16) },
            { "cookie", Usual(bytes => bytes[236] = 0) },
            { "end mark: needs 1 bytes", ReplyBytes.Usual(ReplyBytes.Ack).ToArray(ends: false) },
            { "option 12: needs 200 bytes", ReplyBytes.Usual(ReplyBytes.Ack).Raw(12, 200, 65).ToArray() },
            { "length of option 12", ReplyBytes.Usual(ReplyBytes.Ack).Raw(12).ToArray(ends: false) },
            { "no message type", new ReplyBytes().With(54, "10.0.0.1").ToArray() },
            { "message type 1", new ReplyBytes().With(53, 1).ToArray() },
            { "option 53: 2 bytes instead of 1", ReplyBytes.Usual(ReplyBytes.Ack).With(53, 5).ToArray() },
            { "no server identifier", bare().ToArray() },
            { "server identifier 0.0.0.0", bare().With(54, "0.0.0.0").ToArray() },
            {
                "given address 0.0.0.0",
                new ReplyBytes { Given = "0.0.0.0" }
                    .With(53, ReplyBytes.Offer)
                    .With(54, "10.0.0.1")
                    .ToArray()
            },
            {
                "given address 127.0.0.1",
                new ReplyBytes { Given = "127.0.0.1" }
                    .With(53, ReplyBytes.Ack)
                    .With(54, "10.0.0.1")
                    .With(51, 99u)
                    .ToArray()
            },
            {
                "given address 255.255.255.255",
                new ReplyBytes { Given = "255.255.255.255" }
                    .With(53, ReplyBytes.Ack)
                    .With(54, "10.0.0.1")
                    .ToArray()
            },
            { "no lease time", new ReplyBytes().With(53, ReplyBytes.Ack).With(54, "10.0.0.1").ToArray() },
            { "a lease of 3 s", ReplyBytes.Usual(ReplyBytes.Ack, 3).ToArray() },
            { "255.0.255.0 is no mask", bare().With(54, "10.0.0.1").With(1, "255.0.255.0").ToArray() },
            { "0.0.0.0 is no mask", bare().With(54, "10.0.0.1").With(1, "0.0.0.0").ToArray() },
            { "option 3: 5 bytes of addresses", bare().With(54, "10.0.0.1").With(3, 1, 2, 3, 4, 5).ToArray() },
            { "option 6: 0 bytes of addresses", bare().With(54, "10.0.0.1").With(6).ToArray() },
            { "option 52: 4 is not one of 1..3", ReplyBytes.Usual(ReplyBytes.Ack).With(52, 4).ToArray() },
            {
                "options in the file field: option 67: needs 250",
                new ReplyBytes { BootFile = [67, 250] }
                    .With(53, ReplyBytes.Ack)
                    .With(52, 1)
                    .ToArray()
            },
            { "1473 bytes, limit 1472", new byte[1473] },
        };
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_breaks_a_rule_is_refused_with_the_field_s_name(string complaint, byte[] bytes) =>
        Assert.Contains(complaint, Assert.Throws<DhcpException>(() => DhcpReply.Decode(bytes)).Message);
}
