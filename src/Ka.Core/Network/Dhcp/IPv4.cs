using System;
using System.Net;
using System.Net.Sockets;

namespace Ka.Network.Dhcp;

/// <summary>Which IPv4 addresses can be a machine's.</summary>
internal static class IPv4
{
    /// <summary>True when an address can be a host's: not "this network" (0/8), loopback (127/8), multicast or reserved
    /// (224/3).</summary>
    public static bool IsHost(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out var length) && length == 4 && bytes[0] is not (0 or 127 or >= 224);
    }

    /// <summary>The prefix length of the address's class, from before there were masks: 8, 16 or 24.</summary>
    public static int ClassPrefix(IPAddress address) =>
        address.GetAddressBytes()[0] switch
        {
            < 128 => 8,
            < 192 => 16,
            _ => 24,
        };

    /// <summary>Four decimal numbers and nothing else; "10" or "0x0a.1" is a name here.</summary>
    public static bool TryParse(string? text, out IPAddress address)
    {
        address = IPAddress.None;
        if (
            !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetwork
            || parsed.ToString() != text
        )
            return false;
        address = parsed;
        return true;
    }
}
