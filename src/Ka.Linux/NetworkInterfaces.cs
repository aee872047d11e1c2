using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>The machine's network interfaces (getifaddrs(3)).</summary>
public static unsafe class NetworkInterfaces
{
    /// <summary>An IPv4 address of an interface that is up, has carrier and can broadcast.</summary>
    public readonly record struct BroadcastAddress(string Interface, IPAddress Address, IPAddress Broadcast);

    /// <exception cref="LinuxException"/>
    public static IReadOnlyList<BroadcastAddress> WithBroadcast()
    {
        const uint wanted = Libc.IFF_UP | Libc.IFF_RUNNING | Libc.IFF_BROADCAST;
        Libc.ifaddrs* first;
        SysResult.From(Libc.getifaddrs(&first)).OrThrow("getifaddrs", "");
        var found = new List<BroadcastAddress>();
        try
        {
            for (var entry = first; entry != null; entry = entry->ifa_next)
                if ((entry->ifa_flags & wanted) == wanted && entry->ifa_ifu != null && IsIPv4(entry->ifa_addr))
                    found.Add(new BroadcastAddress(
                        Marshal.PtrToStringUTF8((nint)entry->ifa_name) ?? "?",
                        Address(entry->ifa_addr),
                        Address(entry->ifa_ifu)));
        }
        finally
        {
            Libc.freeifaddrs(first);
        }
        return found;
    }

    private static bool IsIPv4(byte* sockaddr) => sockaddr != null && *(ushort*)sockaddr == Libc.AF_INET;

    private static IPAddress Address(byte* sockaddr) => SocketAddress.Read(new ReadOnlySpan<byte>(sockaddr, 16)).Address;
}
