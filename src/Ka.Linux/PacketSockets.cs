using System;
using System.Buffers.Binary;

namespace Ka.Linux;

/// <summary>Sockets for whole IPv4 packets on one Ethernet interface, which needs no address for it (packet(7), SOCK_DGRAM: the
/// kernel puts the Ethernet header on and takes it off). They do not block.</summary>
public static unsafe class PacketSockets
{
    private const uint AcceptAll = 0xffff;

    /// <summary>The kernel's facts about a received packet.</summary>
    /// <param name="Sender">The interface it came from: the sender's, or the last router's.</param>
    /// <param name="HasChecksum">False: it was made on this machine, or merged by the interface, and its UDP checksum never
    /// calculated.</param>
    public readonly record struct Origin(MacAddress Sender, bool HasChecksum);

    /// <summary>Hears the IPv4 packets of an interface that go to one UDP port; the kernel drops all others, so a busy interface
    /// costs nothing. Fragments are dropped, too.</summary>
    /// <param name="link">The interface's index.</param>
    public static SysResult TryOpen(int link, ushort udpPort, out Fd socket)
    {
        // With protocol 0 nothing is received before the filter is attached.
        var result = SysResult.From(Libc.socket(Libc.AF_PACKET, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0));
        socket = new Fd(result.IsSuccess ? (int)result.Value : -1);
        if (result.IsSuccess)
            result = Prepare(socket, link, udpPort);
        if (!result.IsSuccess)
            socket.Dispose();
        return result;
    }

    /// <summary>Sends one IPv4 packet, header included.</summary>
    public static SysResult Send(Fd socket, ReadOnlySpan<byte> packet, int link, MacAddress to)
    {
        using var use = socket.Use();
        var address = Address(link);
        address.sll_halen = MacAddress.Size;
        to.CopyTo(new Span<byte>(address.sll_addr, MacAddress.Size));
        SysResult result;
        fixed (byte* start = packet)
            do result = SysResult.From(
                Libc.sendto(use.Number, start, packet.Length, Libc.MSG_NOSIGNAL, (sockaddr*)&address, (uint)sizeof(sockaddr_ll))
            );
            while (result.Is(Errno.EINTR));
        return result;
    }

    /// <summary>The next packet, from its IP header on; what does not fit is cut off. EAGAIN: none waits. ENETDOWN: the interface
    /// went down; said once.</summary>
    public static SysResult Receive(Fd socket, Span<byte> packet, out Origin origin)
    {
        using var use = socket.Use();
        var control = stackalloc byte[64];
        sockaddr_ll address = default;
        SysResult result;
        fixed (byte* start = packet)
        {
            var piece = new iovec { iov_base = start, iov_len = packet.Length };
            var message = new msghdr
            {
                msg_name = &address,
                msg_namelen = (uint)sizeof(sockaddr_ll),
                msg_iov = &piece,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = 64,
            };
            do result = SysResult.From(Libc.recvmsg(use.Number, &message, 0));
            while (result.Is(Errno.EINTR));
            origin = result.IsSuccess
                ? new Origin(
                    new MacAddress(new ReadOnlySpan<byte>(address.sll_addr, MacAddress.Size)),
                    HasChecksum(control, message.msg_controllen)
                )
                : default;
        }
        return result;
    }

    private static SysResult Prepare(Fd socket, int link, ushort udpPort)
    {
        using var use = socket.Use();
        var one = 1;
        var result = SysResult.From(Libc.setsockopt(use.Number, Libc.SOL_PACKET, Libc.PACKET_AUXDATA, &one, sizeof(int)));
        if (result.IsSuccess)
            result = Filter(use.Number, udpPort);
        var address = Address(link);
        return result.IsSuccess ? SysResult.From(Libc.bind(use.Number, (sockaddr*)&address, (uint)sizeof(sockaddr_ll))) : result;
    }

    private static sockaddr_ll Address(int link) =>
        new()
        {
            sll_family = (ushort)Libc.AF_PACKET,
            sll_protocol = BinaryPrimitives.ReverseEndianness(Sys.ETH_P_IP),
            sll_ifindex = link,
        };

    /// <summary>Protocol UDP, no later fragment, this destination port (bpf(4) of the BSDs; the packet starts with its IP
    /// header).</summary>
    private static SysResult Filter(int socket, ushort udpPort)
    {
        ReadOnlySpan<Sys.sock_filter> program =
        [
            Step(Sys.BPF_LD | Sys.BPF_B | Sys.BPF_ABS, 9),
            Jump(Sys.BPF_JEQ, 17, onTrue: 0, onFalse: 6),
            Step(Sys.BPF_LD | Sys.BPF_H | Sys.BPF_ABS, 6),
            Jump(Sys.BPF_JSET, 0x3fff, onTrue: 4, onFalse: 0),
            Step(Sys.BPF_LDX | Sys.BPF_B | Sys.BPF_MSH, 0),
            Step(Sys.BPF_LD | Sys.BPF_H | Sys.BPF_IND, 2),
            Jump(Sys.BPF_JEQ, udpPort, onTrue: 0, onFalse: 1),
            Step(Sys.BPF_RET | Sys.BPF_K, AcceptAll),
            Step(Sys.BPF_RET | Sys.BPF_K, 0),
        ];
        fixed (Sys.sock_filter* first = program)
        {
            var whole = new Sys.sock_fprog { len = (ushort)program.Length, filter = first };
            return SysResult.From(
                Libc.setsockopt(socket, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, &whole, (uint)sizeof(Sys.sock_fprog))
            );
        }
    }

    private static Sys.sock_filter Step(int code, uint k) => new() { code = (ushort)code, k = k };

    private static Sys.sock_filter Jump(int test, uint k, byte onTrue, byte onFalse) =>
        new()
        {
            code = (ushort)(Sys.BPF_JMP | test | Sys.BPF_K),
            jt = onTrue,
            jf = onFalse,
            k = k,
        };

    /// <summary>The one control message that was asked for (cmsg(3)); without it nothing is known against the checksum.</summary>
    private static bool HasChecksum(byte* control, uint length)
    {
        var head = (cmsghdr*)control;
        if (
            length < (uint)(sizeof(cmsghdr) + sizeof(Sys.tpacket_auxdata))
            || head->cmsg_level != Libc.SOL_PACKET
            || head->cmsg_type != Libc.PACKET_AUXDATA
        )
            return true;
        return (((Sys.tpacket_auxdata*)(head + 1))->tp_status & Sys.TP_STATUS_CSUMNOTREADY) == 0;
    }
}
