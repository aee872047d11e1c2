using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Ka.Linux;

/// <summary>Network interfaces: seen, set up, given addresses and routes (rtnetlink(7)). IPv4 only.</summary>
/// <remarks>Netlink and not the older ioctls: an address comes with its prefix and broadcast address in one step, a second one
/// does not displace the first, a route has a metric, and a change of carrier is reported without polling.</remarks>
public static unsafe class NetworkLinks
{
    private const int RequestLength = 256;
    private const int ReplyLength = 64 << 10;

    /// <summary>Every interface of this network namespace.</summary>
    /// <exception cref="LinuxException"/>
    public static IReadOnlyList<NetworkLink> List()
    {
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_GETLINK, Sys.NLM_F_DUMP);
        request.Fixed(default(Sys.ifinfomsg));
        var links = new List<NetworkLink>();
        TryAsk(request.Finish(), links).OrThrow("netlink", "RTM_GETLINK");
        return links;
    }

    /// <summary>A descriptor that becomes readable when an interface comes, goes, or gains or loses its carrier;
    /// <see cref="Drain"/> it, then <see cref="List"/> again.</summary>
    /// <exception cref="LinuxException"/>
    public static Fd OpenChanges()
    {
        TryOpen(Sys.RTMGRP_LINK, Libc.SOCK_NONBLOCK, out var socket).OrThrow("netlink", "RTMGRP_LINK");
        return socket;
    }

    /// <summary>Drains the reported changes. Lost reports (ENOBUFS) do not matter: the list is read again anyhow.</summary>
    public static void Drain(Fd changes)
    {
        Span<byte> buffer = stackalloc byte[8 << 10];
        SysResult read;
        do read = changes.Read(buffer);
        while (read.IsSuccess || read.Is(Errno.ENOBUFS));
    }

    /// <summary>Sets an interface up or down. ENODEV: it is gone.</summary>
    public static SysResult SetUp(int link, bool up)
    {
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_NEWLINK, Sys.NLM_F_ACK);
        request.Fixed(
            new Sys.ifinfomsg
            {
                ifi_index = link,
                ifi_flags = up ? Sys.IFF_UP : 0,
                ifi_change = Sys.IFF_UP,
            }
        );
        return TryAsk(request.Finish());
    }

    /// <summary>Gives an interface an address, with its network's broadcast address and route. An address that it has already is
    /// no error.</summary>
    public static SysResult AddAddress(int link, IPAddress address, int prefixLength)
    {
        const int flags = Sys.NLM_F_ACK | Sys.NLM_F_CREATE | Sys.NLM_F_REPLACE;
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_NEWADDR, flags);
        SetAddress(ref request, link, address, prefixLength);
        // A network of one or two has no broadcast address (RFC 3021).
        if (prefixLength < 31)
            request.Attribute(Sys.IFA_BROADCAST, BroadcastOf(address, prefixLength));
        return TryAsk(request.Finish());
    }

    /// <summary>EADDRNOTAVAIL: it has none such.</summary>
    public static SysResult RemoveAddress(int link, IPAddress address, int prefixLength)
    {
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_DELADDR, Sys.NLM_F_ACK);
        SetAddress(ref request, link, address, prefixLength);
        return TryAsk(request.Finish());
    }

    /// <summary>A default route; of several that with the least metric is used.</summary>
    /// <param name="gateway">May lie outside the interface's network: it is taken to be on the cable.</param>
    public static SysResult AddDefaultRoute(int link, IPAddress gateway, uint metric)
    {
        const int flags = Sys.NLM_F_ACK | Sys.NLM_F_CREATE | Sys.NLM_F_REPLACE;
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_NEWROUTE, flags);
        SetDefaultRoute(ref request, link, gateway, metric);
        return TryAsk(request.Finish());
    }

    /// <summary>ESRCH: there is none such.</summary>
    public static SysResult RemoveDefaultRoute(int link, IPAddress gateway, uint metric)
    {
        var request = new NetlinkMessage(stackalloc byte[RequestLength], Sys.RTM_DELROUTE, Sys.NLM_F_ACK);
        SetDefaultRoute(ref request, link, gateway, metric);
        return TryAsk(request.Finish());
    }

    private static void SetAddress(ref NetlinkMessage request, int link, IPAddress address, int prefixLength)
    {
        request.Fixed(
            new Sys.ifaddrmsg
            {
                ifa_family = (byte)Libc.AF_INET,
                ifa_prefixlen = (byte)prefixLength,
                ifa_index = (uint)link,
            }
        );
        request.Attribute(Sys.IFA_LOCAL, Bytes(address));
        request.Attribute(Sys.IFA_ADDRESS, Bytes(address));
    }

    private static void SetDefaultRoute(ref NetlinkMessage request, int link, IPAddress gateway, uint metric)
    {
        request.Fixed(
            new Sys.rtmsg
            {
                rtm_family = (byte)Libc.AF_INET,
                rtm_table = Sys.RT_TABLE_MAIN,
                rtm_protocol = Sys.RTPROT_BOOT,
                rtm_scope = Sys.RT_SCOPE_UNIVERSE,
                rtm_type = Sys.RTN_UNICAST,
                rtm_flags = Sys.RTNH_F_ONLINK,
            }
        );
        request.Attribute(Sys.RTA_OIF, (uint)link);
        request.Attribute(Sys.RTA_GATEWAY, Bytes(gateway));
        request.Attribute(Sys.RTA_PRIORITY, metric);
    }

    /// <summary>Sends a request to the kernel and reads its answer to the end; the interfaces in it go to
    /// <paramref name="links"/>.</summary>
    private static SysResult TryAsk(ReadOnlySpan<byte> request, List<NetworkLink>? links = null)
    {
        var result = TryOpen(0, 0, out var socket);
        using var closing = socket;
        if (result.IsSuccess)
            result = Sockets.Send(socket, request);
        if (!result.IsSuccess)
            return result;
        var reply = new byte[ReplyLength];
        while (true)
        {
            var read = socket.Read(reply);
            if (!read.IsSuccess)
                return read;
            if (TryFinish(reply.AsSpan(0, (int)read.Value), links, out var outcome))
                return outcome;
        }
    }

    /// <summary>Reads a datagram; true when it ends the answer to the request.</summary>
    private static bool TryFinish(ReadOnlySpan<byte> datagram, List<NetworkLink>? links, out SysResult outcome)
    {
        outcome = SysResult.Success(0);
        var messages = new NetlinkReader(datagram);
        while (messages.TryMessage(out var header, out var content))
            switch (header.nlmsg_type)
            {
                case Sys.NLMSG_ERROR when MemoryMarshal.TryRead<int>(content, out var error):
                    outcome = error == 0 ? outcome : SysResult.Failure((Errno)(-error));
                    return true;
                case Sys.NLMSG_DONE:
                    return true;
                case Sys.RTM_NEWLINK when MemoryMarshal.TryRead<Sys.ifinfomsg>(content, out var head):
                    links?.Add(Read(head, content[sizeof(Sys.ifinfomsg)..]));
                    break;
            }
        return false;
    }

    private static NetworkLink Read(Sys.ifinfomsg head, ReadOnlySpan<byte> rest)
    {
        string name = "",
            kind = "";
        MacAddress mac = default;
        var attributes = new NetlinkReader(rest);
        while (attributes.TryAttribute(out var type, out var value))
            switch (type)
            {
                case Sys.IFLA_IFNAME:
                    name = Text(value);
                    break;
                case Sys.IFLA_ADDRESS when value.Length == MacAddress.Size:
                    mac = new MacAddress(value);
                    break;
                case Sys.IFLA_LINKINFO:
                    kind = KindIn(value);
                    break;
            }
        var isEthernet = head.ifi_type == Sys.ARPHRD_ETHER && (head.ifi_flags & Sys.IFF_LOOPBACK) == 0;
        var isUp = (head.ifi_flags & Sys.IFF_UP) != 0;
        return new NetworkLink
        {
            Index = head.ifi_index,
            Name = name,
            Kind = kind,
            Mac = mac,
            IsEthernet = isEthernet,
            IsUp = isUp,
            HasCarrier = isUp && (head.ifi_flags & Sys.IFF_LOWER_UP) != 0,
        };
    }

    private static string KindIn(ReadOnlySpan<byte> nested)
    {
        var attributes = new NetlinkReader(nested);
        while (attributes.TryAttribute(out var type, out var value))
            if (type == Sys.IFLA_INFO_KIND)
                return Text(value);
        return "";
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));

    private static SysResult TryOpen(uint groups, int flags, out Fd socket)
    {
        var result = SysResult.From(Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | flags, Sys.NETLINK_ROUTE));
        socket = new Fd(result.IsSuccess ? (int)result.Value : -1);
        if (!result.IsSuccess)
            return result;
        using (var use = socket.Use())
        {
            var address = new Sys.sockaddr_nl { nl_family = (ushort)Libc.AF_NETLINK, nl_groups = groups };
            result = SysResult.From(Libc.bind(use.Number, (sockaddr*)&address, (uint)sizeof(Sys.sockaddr_nl)));
        }
        if (!result.IsSuccess)
            socket.Dispose();
        return result;
    }

    private static byte[] BroadcastOf(IPAddress address, int prefixLength)
    {
        var bytes = Bytes(address);
        var hosts = prefixLength == 0 ? uint.MaxValue : (1u << (32 - prefixLength)) - 1;
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] |= (byte)(hosts >> (8 * (3 - i)));
        return bytes;
    }

    private static byte[] Bytes(IPAddress address) => address.GetAddressBytes();
}
