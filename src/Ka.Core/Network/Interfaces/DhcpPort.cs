using System;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>Speaks DHCP on one interface.</summary>
/// <remarks>
/// <para>Everything is received through a packet socket, which needs no address and works in every phase. Broadcasts are sent
/// through it, too.</para>
/// <para>A renewal goes to one server and comes from our own address, so it leaves by an ordinary UDP socket: the kernel knows
/// the way (a router, a server that got a new card since). Because that socket is bound to the port, the kernel does not answer
/// the server with ICMP "port unreachable". What arrives there has been received by the packet socket and is not read.</para>
/// </remarks>
internal sealed class DhcpPort : IDisposable
{
    private const ushort ServerPort = 67;
    private const ushort ClientPort = 68;
    private const int MostPacketsAtOnce = 256;

    private readonly int _link;
    private readonly string _name;
    private Fd? _udp;
    private IPAddress? _own;

    private DhcpPort(int link, string name, Fd packets)
    {
        _link = link;
        _name = name;
        Packets = packets;
    }

    /// <summary>The packet socket, for poll(2).</summary>
    public Fd Packets { get; }

    public static SysResult TryOpen(int link, string name, out DhcpPort? port)
    {
        var result = PacketSockets.TryOpen(link, ClientPort, out var packets);
        port = result.IsSuccess ? new DhcpPort(link, name, packets) : null;
        return result;
    }

    public SysResult Say(DhcpAction what) =>
        what switch
        {
            DhcpAction.Ask ask => PacketSockets.Send(
                Packets,
                DhcpPacket.Wrap(ask.Message.Encode(), ask.Message.Own, IPAddress.Broadcast),
                _link,
                MacAddress.Broadcast
            ),
            DhcpAction.AskServer ask => SayTo(ask),
            _ => SysResult.Success(0),
        };

    /// <summary>The next reply; null when none waits. What is no reply is skipped, not for ever.</summary>
    public DhcpReply? Receive()
    {
        Span<byte> packet = stackalloc byte[DhcpPacket.MostLength];
        for (var i = 0; i < MostPacketsAtOnce; i++)
        {
            var received = PacketSockets.Receive(Packets, packet, out var origin);
            if (!received.IsSuccess)
                return null;
            if (
                DhcpPacket.TryUnwrap(packet[..(int)received.Value], origin.HasChecksum, out var payload)
                && TryDecode(payload) is { } reply
            )
                return reply;
        }
        return null;
    }

    public void Dispose()
    {
        _udp?.Dispose();
        Packets.Dispose();
    }

    private static DhcpReply? TryDecode(ReadOnlySpan<byte> payload)
    {
        try
        {
            return DhcpReply.Decode(payload);
        }
        catch (DhcpException)
        {
            return null;
        }
    }

    private SysResult SayTo(DhcpAction.AskServer ask)
    {
        try
        {
            OpenUdp(ask.Own);
        }
        catch (LinuxException e)
        {
            return SysResult.Failure(e.Errno);
        }
        return Sockets.SendTo(_udp!, ask.Message.Encode(), new IPEndPoint(ask.Server, ServerPort));
    }

    private void OpenUdp(IPAddress own)
    {
        if (_udp is not null && own.Equals(_own))
            return;
        _udp?.Dispose();
        _udp = null;
        var udp = Sockets.OpenUdp(new IPEndPoint(own, ClientPort));
        Sockets.BindToInterface(udp, _name).OrThrow("bind to", _name);
        (_udp, _own) = (udp, own);
    }
}
