using System;
using System.Buffers.Binary;
using System.Linq;
using System.Net;
using Ka.Network.Dhcp;
using Xunit;

namespace Ka.Tests.Network.Dhcp;

public sealed class DhcpPacketTests
{
    /// <summary>From 10.0.0.1:67 to 10.0.0.57:68, "hello"; the checksums were calculated by another program.</summary>
    private static readonly byte[] s_packet = Convert.FromHexString(
        "4500002100000000401166930A0000010A00003900430044000DA74168656C6C6F"
    );

    [Fact]
    public void A_packet_has_these_headers()
    {
        var packet = DhcpPacket.Wrap("hello"u8, IPAddress.Any, IPAddress.Broadcast);

        Assert.Equal("450000210000000040117ACD00000000FFFFFFFF" + "00440043000DBB7B" + "68656C6C6F", Convert.ToHexString(packet));
    }

    [Fact]
    public void A_packet_from_a_server_is_opened_and_padding_left_alone()
    {
        Assert.True(DhcpPacket.TryUnwrap([.. s_packet, 0, 0, 0], true, out var payload));
        Assert.Equal("hello"u8, payload);
    }

    [Fact]
    public void Options_in_the_header_are_stepped_over()
    {
        byte[] longer = [.. s_packet[..20], 1, 1, 1, 1, .. s_packet[20..]];
        longer[0] = 0x46;
        longer[3] += 4;
        Sum(longer.AsSpan(0, 24));

        Assert.True(DhcpPacket.TryUnwrap(longer, true, out var payload));
        Assert.Equal("hello"u8, payload);
    }

    [Fact]
    public void A_damaged_payload_is_refused_unless_nobody_made_its_checksum()
    {
        var damaged = s_packet.ToArray();
        damaged[^1] ^= 1;
        Assert.False(DhcpPacket.TryUnwrap(damaged, true, out _));
        Assert.True(DhcpPacket.TryUnwrap(damaged, false, out _));
        damaged[26] = damaged[27] = 0;
        Assert.True(DhcpPacket.TryUnwrap(damaged, true, out _));
    }

    [Theory]
    [InlineData(0, 0x65)]
    [InlineData(0, 0x44)]
    [InlineData(0, 0x4f)]
    [InlineData(2, 0xff)]
    [InlineData(3, 0x1b)]
    [InlineData(6, 0x20)]
    [InlineData(7, 1)]
    [InlineData(9, 6)]
    [InlineData(21, 0x44)]
    [InlineData(23, 0x43)]
    [InlineData(24, 1)]
    [InlineData(25, 7)]
    public void A_packet_with_one_wrong_field_is_refused(int at, int value)
    {
        var wrong = s_packet.ToArray();
        wrong[at] = (byte)value;
        if (at < 20)
            Sum(wrong.AsSpan(0, 20));

        Assert.False(DhcpPacket.TryUnwrap(wrong, false, out _));
    }

    [Fact]
    public void Every_shorter_packet_is_refused()
    {
        for (var length = 0; length < s_packet.Length; length++)
            Assert.False(DhcpPacket.TryUnwrap(s_packet.AsSpan(0, length), false, out _));
    }

    private static void Sum(Span<byte> header)
    {
        header[10] = header[11] = 0;
        uint sum = 0;
        for (var i = 0; i < header.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum > 0xffff)
            sum = (sum >> 16) + (sum & 0xffff);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~sum);
    }
}
