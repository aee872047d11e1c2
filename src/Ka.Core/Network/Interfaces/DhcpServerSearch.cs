using System;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.Runtime;

namespace Ka.Network.Interfaces;

/// <summary>Finds out whether a DHCP server serves a network. It asks for offers and takes none (RFC 2131 3.1, step 1), so no
/// address is given away for longer than the server keeps an offer.</summary>
public static class DhcpServerSearch
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Asks once a second. Blocks the calling thread until an answer has come or the time has passed.</summary>
    /// <param name="name">An interface that is up.</param>
    /// <returns>The first server that answered; null: none did.</returns>
    /// <exception cref="LinuxException">There is no such interface, or no packet can be sent on it.</exception>
    public static IPAddress? Find(string name, TimeSpan patience)
    {
        var link = LinkOf(name);
        DhcpPort.TryOpen(link.Index, name, out var opened).OrThrow("packet socket on", name);
        using var port = opened!;
        var transaction = (uint)Random.Shared.NextInt64(1L << 32);
        var poll = new PollSet(1);
        for (var end = Deadline.After(patience); !end.HasPassed; )
        {
            var question = new DhcpRequest(DhcpMessageType.Discover, transaction, link.Mac) { ByBroadcast = true };
            port.Say(new DhcpAction.Ask(question)).OrThrow("DHCPDISCOVER on", name);
            for (var next = Deadline.After(s_interval < end.Left ? s_interval : end.Left); !next.HasPassed; )
            {
                poll.Watch(0, port.Packets, PollEvents.In);
                poll.Wait(next.Left).OrThrow("poll", name);
                if (port.Receive() is { Type: DhcpMessageType.Offer } offer && offer.Transaction == transaction)
                    return offer.Server;
            }
        }
        return null;
    }

    private static NetworkLink LinkOf(string name)
    {
        foreach (var link in NetworkLinks.List())
            if (link.Name == name)
                return link;
        throw new LinuxException("find interface", name, Errno.ENODEV);
    }
}
