using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ka.Lab.Pxe;

/// <summary>What a machine's firmware asks (RFC 2131, RFC 4578), and what it is answered.</summary>
internal sealed class BootRequest : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
    {
        EnableBroadcast = true,
    };
    private readonly byte[] _mac;
    private readonly ushort? _architecture;
    private IPAddress _own = IPAddress.Any;

    /// <param name="architecture">Option 93; null: no PXE firmware, an ordinary DHCP client.</param>
    public BootRequest(string mac, ushort? architecture)
    {
        _mac = Convert.FromHexString(mac.Replace(":", "", StringComparison.Ordinal));
        _architecture = architecture;
        // Without an address there is no route either: the interface decides (SO_BINDTODEVICE).
        _socket.SetRawSocketOption(1, 25, "eth0\0"u8);
        _socket.Bind(new IPEndPoint(IPAddress.Any, 68));
    }

    /// <summary>An answer: the addresses, the file, and the options.</summary>
    internal sealed record Answer(IPAddress Yours, IPAddress Server, string File, IReadOnlyDictionary<byte, byte[]> Options);

    /// <summary>DHCPDISCOVER, and the first DHCPOFFER.</summary>
    /// <exception cref="TimeoutException">Nobody offered anything.</exception>
    public Answer Discover() => Ask(IPAddress.Broadcast, 67, 1);

    /// <summary>DHCPREQUEST of what was offered, and the DHCPACK.</summary>
    public Answer Request(Answer offer) =>
        Ask(IPAddress.Broadcast, 67, 3, (50, offer.Yours.GetAddressBytes()), (54, offer.Options[54]));

    /// <summary>DHCPREQUEST to a boot server, once the machine has an address from elsewhere, for the first item of the menu in
    /// its offer. UEFI is sent there without a menu.</summary>
    public Answer AskBootServer(IPAddress server, IPAddress own, Answer offer)
    {
        _own = own;
        return MenuItem(offer) is { } item ? Ask(server, 4011, 3, (43, [71, 4, .. item, 0, 0, 255])) : Ask(server, 4011, 3);
    }

    /// <summary>PXE_BOOT_MENU (9) of the vendor options: two bytes of the type, then the text's length.</summary>
    private static byte[]? MenuItem(Answer offer)
    {
        var vendor = offer.Options.GetValueOrDefault((byte)43, []);
        for (var at = 0; at + 3 < vendor.Length; at += 2 + vendor[at + 1])
            if (vendor[at] == 9)
                return [vendor[at + 2], vendor[at + 3]];
        return null;
    }

    public void Dispose() => _socket.Dispose();

    private Answer Ask(IPAddress to, int port, byte type, params (byte Code, byte[] Value)[] more)
    {
        var deadline = DateTime.UtcNow + s_patience;
        _socket.SendTo(Message(type, more), new IPEndPoint(to, port));
        var buffer = new byte[2048];
        while (
            _socket.Poll(
                deadline - DateTime.UtcNow is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
                SelectMode.SelectRead
            )
        )
        {
            var length = _socket.Receive(buffer);
            if (length > 240 && buffer[0] == 2 && buffer.AsSpan(28, 6).SequenceEqual(_mac))
                return Read(buffer.AsSpan(0, length));
        }
        throw new TimeoutException($"no answer to DHCP message {type} on port {port}");
    }

    private byte[] Message(byte type, (byte Code, byte[] Value)[] more)
    {
        var head = new byte[240];
        (head[0], head[1], head[2]) = (1, 1, 6);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), BitConverter.ToUInt32(_mac, 2));
        head[10] = 0x80;
        _own.TryWriteBytes(head.AsSpan(12), out _);
        _mac.CopyTo(head, 28);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(236), 0x63825363);
        List<(byte Code, byte[] Value)> options = [(53, [type]), (55, [1, 3, 6, 43, 54, 60, 66, 67]), .. more];
        if (_architecture is { } architecture)
            options.AddRange([
                (60, Encoding.ASCII.GetBytes($"PXEClient:Arch:{architecture:00000}:UNDI:003016")),
                (93, [0, (byte)architecture]),
                (94, [1, 3, 16]),
            ]);
        return [.. head, .. options.SelectMany(option => (byte[])[option.Code, (byte)option.Value.Length, .. option.Value]), 255];
    }

    private static Answer Read(ReadOnlySpan<byte> message)
    {
        var options = new Dictionary<byte, byte[]>();
        for (var i = 240; i + 1 < message.Length && message[i] != 255; i += 2 + message[i + 1])
            options[message[i]] = message.Slice(i + 2, message[i + 1]).ToArray();
        var file = options.TryGetValue(67, out var named) ? named : message.Slice(108, 128).ToArray();
        return new Answer(
            new IPAddress(message.Slice(16, 4)),
            new IPAddress(message.Slice(20, 4)),
            Encoding.ASCII.GetString(file).TrimEnd('\0'),
            options
        );
    }
}
