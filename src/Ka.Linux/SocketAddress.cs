using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ka.Linux;

/// <summary>sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)) from and to <see cref="IPEndPoint"/>.</summary>
internal static class SocketAddress
{
    internal static int Family(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET;

    /// <summary>Fills <paramref name="sockaddr"/> and returns its length.</summary>
    internal static uint Write(IPEndPoint endPoint, Span<byte> sockaddr)
    {
        sockaddr.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(sockaddr, (ushort)Family(endPoint.Address));
        BinaryPrimitives.WriteUInt16BigEndian(sockaddr[2..], (ushort)endPoint.Port);
        if (endPoint.AddressFamily == AddressFamily.InterNetwork)
        {
            endPoint.Address.TryWriteBytes(sockaddr[4..], out _);
            return 16;
        }
        endPoint.Address.TryWriteBytes(sockaddr[8..], out _);
        BinaryPrimitives.WriteUInt32LittleEndian(sockaddr[24..], (uint)endPoint.Address.ScopeId);
        return Sys.SockaddrLength;
    }

    /// <summary>An IPv4 peer of a dual-stack socket comes back as IPv4.</summary>
    internal static IPEndPoint Read(ReadOnlySpan<byte> sockaddr)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr[2..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(sockaddr) == Libc.AF_INET)
            return new IPEndPoint(new IPAddress(sockaddr.Slice(4, 4)), port);
        var address = new IPAddress(sockaddr.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(sockaddr[24..]));
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }
}
