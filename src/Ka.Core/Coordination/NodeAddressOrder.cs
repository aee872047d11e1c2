using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Ka.Coordination;

/// <summary>The order of the nodes in the chain: by address as a number, IPv4 first, then port, then id. Machines of one switch
/// mostly have neighbouring addresses, so each link between switches is crossed once.</summary>
public sealed class NodeAddressOrder : IComparer<(IPEndPoint Address, uint Node)>
{
    public static NodeAddressOrder Instance { get; } = new();

    public int Compare((IPEndPoint Address, uint Node) left, (IPEndPoint Address, uint Node) right)
    {
        var byAddress = Compare(left.Address.Address, right.Address.Address);
        if (byAddress != 0)
            return byAddress;
        var byPort = left.Address.Port.CompareTo(right.Address.Port);
        return byPort != 0 ? byPort : left.Node.CompareTo(right.Node);
    }

    private static int Compare(IPAddress left, IPAddress right)
    {
        if (left.AddressFamily != right.AddressFamily)
            return left.AddressFamily == AddressFamily.InterNetwork ? -1 : 1;
        Span<byte> leftBytes = stackalloc byte[16];
        Span<byte> rightBytes = stackalloc byte[16];
        left.TryWriteBytes(leftBytes, out var length);
        right.TryWriteBytes(rightBytes, out _);
        return leftBytes[..length].SequenceCompareTo(rightBytes[..length]);
    }
}
