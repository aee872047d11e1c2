using System;
using System.Buffers.Binary;
using System.Net;

namespace Ka.Network.Dhcp;

/// <summary>A datagram between the two ports of DHCP with its headers of UDP and IPv4 (RFC 768, 791): what an interface without
/// an address has to write and read by itself.</summary>
public static class DhcpPacket
{
    /// <summary>The longest that is read.</summary>
    public const int MostLength = 1500;

    private const int IPHeader = 20;
    private const int UdpHeader = 8;
    private const int Udp = 17;

    /// <summary>A packet from a client to servers.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> payload, IPAddress from, IPAddress to)
    {
        var packet = new byte[IPHeader + UdpHeader + payload.Length];
        var ip = packet.AsSpan(0, IPHeader);
        var udp = packet.AsSpan(IPHeader);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)packet.Length);
        ip[8] = 64;
        ip[9] = Udp;
        from.TryWriteBytes(ip[12..], out _);
        to.TryWriteBytes(ip[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Fold(Sum(ip)));
        BinaryPrimitives.WriteUInt16BigEndian(udp, DhcpLayout.ClientPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], DhcpLayout.ServerPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[UdpHeader..]);
        var sum = Fold(PseudoSum(ip, udp.Length) + Sum(udp));
        // 0 means "none" (RFC 768), and 0xffff is the same number.
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], sum == 0 ? (ushort)0xffff : sum);
        return packet;
    }

    /// <summary>The payload of a packet from a server to a client. False: it is no whole, undamaged one.</summary>
    /// <param name="packet">As received; what follows the packet (padding of short frames) is left alone.</param>
    /// <param name="hasChecksum">False: the UDP checksum was never calculated.</param>
    public static bool TryUnwrap(ReadOnlySpan<byte> packet, bool hasChecksum, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryCut(packet, out var ip, out var udp) || !IsFromServer(udp))
            return false;
        var given = BinaryPrimitives.ReadUInt16BigEndian(udp[6..]);
        if (hasChecksum && given != 0 && Fold(PseudoSum(ip, udp.Length) + Sum(udp)) != 0)
            return false;
        payload = udp[UdpHeader..];
        return true;
    }

    private static bool TryCut(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> ip, out ReadOnlySpan<byte> udp)
    {
        ip = udp = default;
        if (packet.Length < IPHeader + UdpHeader || packet[0] >> 4 != 4 || packet[9] != Udp)
            return false;
        var header = 4 * (packet[0] & 15);
        var whole = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
        if (
            isFragment
            || header < IPHeader
            || whole < header + UdpHeader
            || whole > packet.Length
            || Fold(Sum(packet[..header])) != 0
        )
            return false;
        ip = packet[..header];
        var length = BinaryPrimitives.ReadUInt16BigEndian(packet[(header + 4)..]);
        if (length < UdpHeader || length > whole - header)
            return false;
        udp = packet.Slice(header, length);
        return true;
    }

    private static bool IsFromServer(ReadOnlySpan<byte> udp) =>
        BinaryPrimitives.ReadUInt16BigEndian(udp) == DhcpLayout.ServerPort
        && BinaryPrimitives.ReadUInt16BigEndian(udp[2..]) == DhcpLayout.ClientPort;

    /// <summary>Addresses, protocol and length, which the UDP checksum covers, too.</summary>
    private static uint PseudoSum(ReadOnlySpan<byte> ip, int udpLength) => Sum(ip[12..20]) + Udp + (uint)udpLength;

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (; bytes.Length > 1; bytes = bytes[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.IsEmpty ? sum : sum + ((uint)bytes[0] << 8);
    }

    /// <summary>The ones' complement of the sum (RFC 1071); 0 over what holds its own right checksum.</summary>
    private static ushort Fold(uint sum)
    {
        while (sum > 0xffff)
            sum = (sum >> 16) + (sum & 0xffff);
        return (ushort)~sum;
    }
}
