using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>A DHCP reply put together by hand, right or wrong: written independently of the product's codec.</summary>
public sealed class ReplyBytes
{
    public const byte Offer = 2;
    public const byte Ack = 5;
    public const byte Nak = 6;

    private readonly List<byte> _options = [];

    public uint Transaction { get; set; } = 0x12345678;

    public MacAddress Client { get; set; } = new([0x52, 0x54, 0, 0x12, 0x34, 0x56]);

    public string Given { get; set; } = "10.0.0.57";

    public string Next { get; set; } = "0.0.0.0";

    public byte[] ServerName { get; set; } = [];

    public byte[] BootFile { get; set; } = [];

    /// <summary>What a server says as a rule.</summary>
    public static ReplyBytes Usual(byte type, uint leaseSeconds = 3600) =>
        new ReplyBytes()
            .With(53, type)
            .With(54, "10.0.0.1")
            .With(51, leaseSeconds)
            .With(1, "255.255.255.0")
            .With(3, "10.0.0.254");

    /// <summary>What a server says to the question that it was asked.</summary>
    public static ReplyBytes To(ReadOnlySpan<byte> question, byte type, string given, string server, uint leaseSeconds = 3600) =>
        new ReplyBytes
        {
            Transaction = BinaryPrimitives.ReadUInt32BigEndian(question[4..]),
            Client = new MacAddress(question.Slice(28, 6)),
            Given = given,
        }
            .With(53, type)
            .With(54, server)
            .With(51, leaseSeconds)
            .With(1, "255.255.0.0");

    public ReplyBytes With(byte option, params byte[] value)
    {
        _options.Add(option);
        _options.Add((byte)value.Length);
        _options.AddRange(value);
        return this;
    }

    public ReplyBytes With(byte option, string address) => With(option, IPAddress.Parse(address).GetAddressBytes());

    public ReplyBytes With(byte option, uint number)
    {
        var value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, number);
        return With(option, value);
    }

    /// <summary>Bytes among the options, as they are.</summary>
    public ReplyBytes Raw(params byte[] bytes)
    {
        _options.AddRange(bytes);
        return this;
    }

    /// <summary>The message.</summary>
    /// <param name="ends">With the end mark.</param>
    public byte[] ToArray(bool ends = true)
    {
        var message = new byte[240 + _options.Count + (ends ? 1 : 0)];
        message[0] = 2;
        message[1] = 1;
        message[2] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Transaction);
        IPAddress.Parse(Given).TryWriteBytes(message.AsSpan(16), out _);
        IPAddress.Parse(Next).TryWriteBytes(message.AsSpan(20), out _);
        Client.CopyTo(message.AsSpan(28));
        ServerName.CopyTo(message, 44);
        BootFile.CopyTo(message, 108);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(236), 0x63825363);
        _options.CopyTo(message, 240);
        if (ends)
            message[^1] = 255;
        return message;
    }
}
