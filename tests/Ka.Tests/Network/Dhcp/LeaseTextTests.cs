using System;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Network.Dhcp;

public sealed class LeaseTextTests
{
    private static readonly MacAddress s_mac = new([0x52, 0x54, 0, 0x12, 0x34, 0x56]);

    [Theory]
    [InlineData(3600u)]
    [InlineData(uint.MaxValue)]
    public void What_is_written_is_read_again(uint seconds)
    {
        var full = DhcpReply
            .Decode(
                ReplyBytes
                    .Usual(ReplyBytes.Ack, seconds)
                    .With(6, 10, 0, 0, 2, 10, 0, 0, 3)
                    .With(12, "node"u8.ToArray())
                    .With(15, "room.example"u8.ToArray())
                    .With(66, "10.0.0.9"u8.ToArray())
                    .With(67, "boot.0"u8.ToArray())
                    .ToArray()
            )
            .Lease!;
        var bare = new Lease
        {
            Address = full.Address,
            PrefixLength = 8,
            Server = full.Server,
            Times = full.Times,
        };

        var read = LeaseText.Read(
            LeaseText.Write([new KeptLease(s_mac, full, TimeSpan.FromSeconds(12.345)), new KeptLease(s_mac, bare, TimeSpan.Zero)])
        );

        Assert.Equal(2, read.Count);
        Assert.Equal((s_mac, TimeSpan.FromSeconds(12.345)), (read[0].Mac, read[0].GrantedAt));
        Assert.True(read[0].Lease.SaysTheSame(full));
        Assert.True(read[1].Lease.SaysTheSame(bare));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n\n= = =")]
    [InlineData("mac=52:54:00:12:34:56 address=10.0.0.57 prefix=24 server=10.0.0.1 granted=1 duration=9 renewal=3")]
    [InlineData("mac=52:54:00:12:34:56 address=10.0.0.57 prefix=33 server=10.0.0.1 granted=1 duration=9 renewal=3 rebinding=4")]
    [InlineData("mac=52:54:00:12:34:56 address=10.0.0 prefix=24 server=10.0.0.1 granted=1 duration=9 renewal=3 rebinding=4")]
    [InlineData("mac=52:54:00:12:34:56 address=10.0.0.57 prefix=24 server=10.0.0.1 granted=1 duration=-9 renewal=3 rebinding=4")]
    public void A_line_that_is_not_whole_is_left_out(string text) => Assert.Empty(LeaseText.Read(text));

    [Fact]
    public void An_address_is_four_plain_numbers() =>
        Assert.Empty(
            LeaseText
                .Read("mac=52:54:00:12:34:56 address=0x0a.1 prefix=24 server=10.0.0.1 granted=1 duration=9 renewal=3 rebinding=4")
                .Select(kept => kept.Lease)
        );
}
