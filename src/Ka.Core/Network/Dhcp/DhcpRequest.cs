using System;
using System.Buffers.Binary;
using System.Net;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>A message of a client (RFC 2131 4.4.1, table 5): a question for offers, or a request for one address.</summary>
/// <remarks>The client identifier is the hardware address, with its type in front, so that a machine gets the same address each
/// time it boots, whatever is installed on it.</remarks>
public sealed record DhcpRequest(DhcpMessageType Type, uint Transaction, MacAddress Client)
{
    /// <summary>Tells a server's configuration that it is we who ask.</summary>
    public const string VendorClass = "ka";

    private static readonly DhcpOption[] s_wanted =
    [
        DhcpOption.SubnetMask,
        DhcpOption.Router,
        DhcpOption.NameServer,
        DhcpOption.HostName,
        DhcpOption.DomainName,
        DhcpOption.LeaseTime,
        DhcpOption.RenewalTime,
        DhcpOption.RebindingTime,
        DhcpOption.TftpServer,
        DhcpOption.BootFile,
    ];

    /// <summary>Time since the client began to ask (field secs); relays and secondary servers wait for it to grow.</summary>
    public TimeSpan Trying { get; init; }

    /// <summary>The answer shall come by broadcast.</summary>
    public bool ByBroadcast { get; init; }

    /// <summary>The address that is ours and shall stay so.</summary>
    public IPAddress Own { get; init; } = IPAddress.Any;

    /// <summary>The address that was offered.</summary>
    public IPAddress? Requested { get; init; }

    /// <summary>The server whose offer is taken.</summary>
    public IPAddress? Server { get; init; }

    /// <summary>The payload of the UDP datagram.</summary>
    public byte[] Encode()
    {
        var message = new byte[DhcpLayout.LeastLength];
        message[0] = DhcpLayout.BootRequest;
        message[1] = DhcpLayout.Ethernet;
        message[2] = MacAddress.Size;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Transaction);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)Math.Clamp(Trying.TotalSeconds, 0, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), ByBroadcast ? DhcpLayout.BroadcastFlag : (ushort)0);
        Own.TryWriteBytes(message.AsSpan(12), out _);
        Client.CopyTo(message.AsSpan(28));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(236), DhcpLayout.Cookie);
        WriteOptions(message.AsSpan(240));
        return message;
    }

    private void WriteOptions(Span<byte> rest)
    {
        Span<byte> identifier = stackalloc byte[1 + MacAddress.Size];
        identifier[0] = DhcpLayout.Ethernet;
        Client.CopyTo(identifier[1..]);
        Put(ref rest, DhcpOption.MessageType, [(byte)Type]);
        Put(ref rest, DhcpOption.ClientIdentifier, identifier);
        Put(ref rest, DhcpOption.MaxMessageSize, [DhcpLayout.MostLength >> 8, DhcpLayout.MostLength & 0xff]);
        Put(ref rest, DhcpOption.VendorClass, System.Text.Encoding.ASCII.GetBytes(VendorClass));
        Put(ref rest, DhcpOption.Wanted, Array.ConvertAll(s_wanted, option => (byte)option));
        if (Requested is not null)
            Put(ref rest, DhcpOption.RequestedAddress, Requested.GetAddressBytes());
        if (Server is not null)
            Put(ref rest, DhcpOption.Server, Server.GetAddressBytes());
        rest[0] = (byte)DhcpOption.End;
    }

    private static void Put(ref Span<byte> rest, DhcpOption code, scoped ReadOnlySpan<byte> value)
    {
        rest[0] = (byte)code;
        rest[1] = (byte)value.Length;
        value.CopyTo(rest[2..]);
        rest = rest[(2 + value.Length)..];
    }
}
