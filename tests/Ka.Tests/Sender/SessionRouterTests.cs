using System;
using System.Net;
using Ka.Linux;
using Ka.Sender;
using Ka.Tests.Transport;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>One control port for several sessions.</summary>
public sealed class SessionRouterTests
{
    private static readonly BytePath s_session = BytePath.FromText("room");

    [Fact]
    public void A_session_whose_discovery_cannot_be_opened_is_not_served()
    {
        var at = LoopbackServers.FreePort();
        using var ports = new SessionRouter(IPAddress.Loopback, (ushort)at.Port, null, s_session);
        // No network with broadcasts has this address.
        Assert.Throws<LinuxException>(() => ports.Attach(s_session, _ => { }));
        using var node = new ClientHandshake(s_session, null).Enter(at, BytePath.FromText("n1"), new Join(1, 1, Back: false));
        node.WaitAtMost(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Assert.True(node.TryReceive(out var answer, out var reason), reason);
        Assert.IsType<Refused>(answer);
    }
}
