using System;
using System.Collections.Generic;
using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>The machine's network interfaces (getifaddrs(3)).</summary>
public static unsafe class NetworkInterfaces
{
    /// <summary>An IPv4 address of an interface that is up and can broadcast.</summary>
    /// <param name="PrefixLength">Bits of the network's part.</param>
    public readonly record struct BroadcastAddress(string Interface, IPAddress Address, IPAddress Broadcast, int PrefixLength);

    /// <summary>Those with carrier.</summary>
    /// <exception cref="LinuxException"/>
    public static IReadOnlyList<BroadcastAddress> WithBroadcast() => Having(Sys.IFF_UP | Sys.IFF_RUNNING | Sys.IFF_BROADCAST);

    /// <summary>The first address of an interface, with carrier or without; null when it has none.</summary>
    /// <exception cref="LinuxException"/>
    public static BroadcastAddress? Find(string name)
    {
        foreach (var address in Having(Sys.IFF_UP | Sys.IFF_BROADCAST))
            if (address.Interface == name)
                return address;
        return null;
    }

    private static List<BroadcastAddress> Having(uint wanted)
    {
        Sys.ifaddrs* first;
        SysResult.From(Sys.getifaddrs(&first)).OrThrow("getifaddrs", "");
        var found = new List<BroadcastAddress>();
        try
        {
            for (var entry = first; entry != null; entry = entry->ifa_next)
                if ((entry->ifa_flags & wanted) == wanted && IsIPv4(entry->ifa_addr) && IsIPv4(entry->ifa_netmask))
                    found.Add(
                        new BroadcastAddress(
                            Marshal.PtrToStringUTF8((nint)entry->ifa_name) ?? "?",
                            Address(entry->ifa_addr),
                            Broadcast(entry),
                            BitOperations.PopCount(*(uint*)(entry->ifa_netmask + 4))
                        )
                    );
        }
        finally
        {
            Sys.freeifaddrs(first);
        }
        return found;
    }

    private static bool IsIPv4(byte* sockaddr) => sockaddr != null && *(ushort*)sockaddr == Libc.AF_INET;

    // Not ifa_broadaddr: an address that was added without one ("ip addr add" does so) has itself there.
    private static IPAddress Broadcast(Sys.ifaddrs* entry)
    {
        Span<byte> address = stackalloc byte[4];
        Span<byte> mask = stackalloc byte[4];
        Address(entry->ifa_addr).TryWriteBytes(address, out _);
        Address(entry->ifa_netmask).TryWriteBytes(mask, out _);
        for (var i = 0; i < address.Length; i++)
            address[i] |= (byte)~mask[i];
        return new IPAddress(address);
    }

    private static IPAddress Address(byte* sockaddr) => SocketAddress.Read(new ReadOnlySpan<byte>(sockaddr, 16)).Address;
}
