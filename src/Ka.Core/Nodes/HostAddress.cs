using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ka.Linux;

namespace Ka.Nodes;

/// <summary>An IPv4 address that a machine has in a network: <c>10.1.0.5/24</c>.</summary>
/// <param name="PrefixLength">Bits of the network's part, 1 to 32.</param>
public sealed record HostAddress(IPAddress Address, int PrefixLength)
{
    private const int Bits = 32;

    /// <summary>The network's part as a mask: 255.255.255.0.</summary>
    public IPAddress Netmask => ToAddress(Mask);

    /// <summary>Its network: 10.1.0.0/24.</summary>
    public string Network => $"{ToAddress(ToNumber(Address) & Mask)}/{PrefixLength}";

    private uint Mask => uint.MaxValue << (Bits - PrefixLength);

    /// <summary>Reads an address with its prefix.</summary>
    /// <exception cref="FormatException">It is malformed, or no machine can have it.</exception>
    public static HostAddress Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = ParseAddress(slash < 0 ? text : text[..slash]);
        if (slash < 0)
            throw new FormatException($"{address} lacks the length of its network's prefix: {address}/24");
        if (
            !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length is < 1 or > Bits
        )
            throw new FormatException($"'{BytePath.FromText(text[slash..])}' is not a prefix: /1 to /{Bits}, as in {address}/24");
        var host = new HostAddress(address, length);
        var rest = ToNumber(address) & ~host.Mask;
        if (length < Bits - 1 && (rest == 0 || rest == ~host.Mask))
            throw new FormatException($"{text} is {(rest == 0 ? "the network" : "the broadcast address")}, and no machine's");
        return host;
    }

    /// <summary>Reads an address that is all of a text.</summary>
    /// <exception cref="FormatException">It is not the IPv4 address of a machine.</exception>
    public static IPAddress ParseAddress(string text)
    {
        // The class library reads 10.1 and 010.0.0.1, too.
        if (
            !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetwork
            || address.ToString() != text
            || text[0] == '0'
            || IPAddress.IsLoopback(address)
            || ToNumber(address) >> 29 == 7
        )
            throw new FormatException($"'{BytePath.FromText(text)}' is not the IPv4 address of a machine");
        return address;
    }

    /// <summary>An address is in the same network.</summary>
    public bool IsNear(IPAddress other) => ((ToNumber(Address) ^ ToNumber(other)) & Mask) == 0;

    /// <summary>A mask in either form, <c>255.255.255.0</c> or <c>24</c>, as the length of a prefix; null: it is
    /// neither.</summary>
    public static int? PrefixOf(string mask)
    {
        if (int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return length is >= 1 and <= Bits ? length : null;
        if (!IPAddress.TryParse(mask, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
            return null;
        var bits = ToNumber(address);
        var ones = System.Numerics.BitOperations.LeadingZeroCount(~bits);
        return ones > 0 && System.Numerics.BitOperations.PopCount(bits) == ones ? ones : null;
    }

    /// <summary>The address and its prefix: <c>10.1.0.5/24</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
