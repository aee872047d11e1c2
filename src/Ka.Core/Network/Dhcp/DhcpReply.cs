using System;
using System.Collections.Generic;
using System.Net;
using System.Numerics;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>A message of a server: an offer, an assignment or a refusal (RFC 2131 4.3.1, table 3), checked.</summary>
public sealed record DhcpReply
{
    /// <summary>Offer, Ack or Nak.</summary>
    public required DhcpMessageType Type { get; init; }

    /// <summary>The question that is answered.</summary>
    public required uint Transaction { get; init; }

    /// <summary>The hardware address of the client that the reply answers.</summary>
    public required MacAddress Client { get; init; }

    /// <summary>The server that speaks (option 54).</summary>
    public required IPAddress Server { get; init; }

    /// <summary>The lease that is offered or given; null in a refusal.</summary>
    public Lease? Lease { get; init; }

    /// <summary>The server's words on a refusal, harmless on a screen; null when it has none.</summary>
    public string? Remark { get; init; }

    /// <summary>Reads the payload of a UDP datagram.</summary>
    /// <exception cref="DhcpException">It is not a reply that a client may use.</exception>
    public static DhcpReply Decode(ReadOnlySpan<byte> message)
    {
        if (message.Length > DhcpLayout.MostLength)
            throw new DhcpException($"reply: {message.Length} bytes, limit {DhcpLayout.MostLength}");
        var reader = new DhcpReader(message, "reply");
        Demand(ref reader, "operation", reader.U8("operation"), DhcpLayout.BootReply);
        Demand(ref reader, "hardware type", reader.U8("hardware type"), DhcpLayout.Ethernet);
        Demand(ref reader, "hardware address length", reader.U8("hardware address length"), MacAddress.Size);
        reader.U8("hops");
        var transaction = reader.U32("transaction");
        reader.U16("seconds");
        reader.U16("flags");
        reader.Address("client's own address");
        var given = reader.Address("given address");
        var next = reader.Address("next server");
        reader.Address("relay");
        var client = reader.Mac("hardware address");
        reader.Bytes(DhcpLayout.HardwareAddressField - MacAddress.Size, "hardware address");
        var serverName = reader.Bytes(DhcpLayout.ServerNameField, "server name");
        var bootFile = reader.Bytes(DhcpLayout.BootFileField, "boot file");
        Demand(ref reader, "cookie", reader.U32("cookie"), DhcpLayout.Cookie);
        var options = Collect(reader.Rest(), ref serverName, ref bootFile);
        var type = (DhcpMessageType)(options.U8(DhcpOption.MessageType) ?? throw new DhcpException("reply: no message type"));
        if (type is not (DhcpMessageType.Offer or DhcpMessageType.Ack or DhcpMessageType.Nak))
            throw new DhcpException($"reply: message type {(byte)type}");
        return new DhcpReply
        {
            Type = type,
            Transaction = transaction,
            Client = client,
            Server = ServerIn(options),
            Lease =
                type == DhcpMessageType.Nak
                    ? null
                    : LeaseIn(options, type, given) with
                    {
                        NextServer = NextServer(next, options, serverName),
                        BootFile = options.Text(DhcpOption.BootFile) ?? DhcpOptions.PlainText(bootFile),
                    },
            Remark = options.Remark(DhcpOption.Message),
        };
    }

    private static void Demand(ref DhcpReader reader, string field, uint found, uint wanted)
    {
        if (found != wanted)
            throw reader.Wrong(field, $"{found} instead of {wanted}");
    }

    /// <summary>Options from the end of the message, then, where option 52 says so, from the file and the name field, in this
    /// order (RFC 3396 5). A field that holds options holds no name.</summary>
    private static DhcpOptions Collect(ReadOnlySpan<byte> end, ref ReadOnlySpan<byte> serverName, ref ReadOnlySpan<byte> bootFile)
    {
        var options = new DhcpOptions();
        options.Add(end, "options");
        if (options.U8(DhcpOption.Overload) is not { } overload)
            return options;
        if (overload is 0 or > 3)
            throw new DhcpException($"option 52: {overload} is not one of 1..3");
        if ((overload & 1) != 0)
            options.Add(bootFile, "options in the file field");
        if ((overload & 2) != 0)
            options.Add(serverName, "options in the name field");
        bootFile = (overload & 1) != 0 ? default : bootFile;
        serverName = (overload & 2) != 0 ? default : serverName;
        return options;
    }

    private static IPAddress ServerIn(DhcpOptions options)
    {
        var server = options.Address(DhcpOption.Server) ?? throw new DhcpException("reply: no server identifier");
        return IPv4.IsHost(server) ? server : throw new DhcpException($"reply: server identifier {server}");
    }

    private static Lease LeaseIn(DhcpOptions options, DhcpMessageType type, IPAddress given)
    {
        if (!IPv4.IsHost(given))
            throw new DhcpException($"reply: given address {given}");
        var duration = options.U32(DhcpOption.LeaseTime);
        if (duration is null && type == DhcpMessageType.Ack)
            throw new DhcpException("reply: no lease time");
        var routers = options.Addresses(DhcpOption.Router);
        var lease = new Lease
        {
            Address = given,
            PrefixLength = PrefixIn(options, given),
            Server = ServerIn(options),
            Router = routers.Count > 0 && IPv4.IsHost(routers[0]) ? routers[0] : null,
            NameServers = [.. System.Linq.Enumerable.Where(options.Addresses(DhcpOption.NameServer), IPv4.IsHost)],
            HostName = options.Name(DhcpOption.HostName),
            Domain = options.Name(DhcpOption.DomainName),
        };
        return lease with
        {
            Times = LeaseTimes.Of(
                duration ?? uint.MaxValue,
                options.U32(DhcpOption.RenewalTime),
                options.U32(DhcpOption.RebindingTime)
            ),
        };
    }

    /// <summary>The prefix length of the mask; without a mask that of the address's class (RFC 950).</summary>
    private static int PrefixIn(DhcpOptions options, IPAddress given)
    {
        if (options.U32(DhcpOption.SubnetMask) is not { } mask)
            return IPv4.ClassPrefix(given);
        var length = BitOperations.LeadingZeroCount(~mask);
        var isContiguous = length == 32 || mask << length == 0;
        return isContiguous && length > 0
            ? length
            : throw new DhcpException(
                $"option 1: {new IPAddress(BitConverter.IsLittleEndian
            ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(mask) : mask)} is no mask"
            );
    }

    /// <summary>The field for it; else the TFTP server's name where that is an address: there is no name service yet.</summary>
    private static IPAddress? NextServer(IPAddress field, DhcpOptions options, ReadOnlySpan<byte> serverName)
    {
        if (IPv4.IsHost(field))
            return field;
        var name = options.Text(DhcpOption.TftpServer) ?? DhcpOptions.PlainText(serverName);
        return IPv4.TryParse(name, out var address) && IPv4.IsHost(address) ? address : null;
    }
}
