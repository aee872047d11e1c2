using System;
using System.Net;
using Ka.Linux;
using Ka.Relay;
using Ka.TestKit;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Relay;

public sealed class StreamRelayTests
{
    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(1);

    /// <summary>A socket that is not connected is always ready, and accept(2) on it fails, as on a listener of a process without
    /// descriptors.</summary>
    [Fact]
    public void A_listener_that_is_ready_while_accept_fails_leaves_the_processor_idle()
    {
        using var wakeup = new Wakeup();
        using var window = new Window(1 << 16, wakeup, hasLocalReader: false);
        Sockets.StartConnect(new IPEndPoint(IPAddress.Loopback, 1), out var broken);
        using var _ = broken;
        var options = new RelayOptions(1, 0, Bytes32.Random(), ChildExpected: true);
        using var relay = new StreamRelay(options, window, broken, failed => { });

        var before = ThreadTime.Of("self", "relay");
        Interruption.Pause(s_watched);

        Assert.InRange(ThreadTime.Of("self", "relay") - before, TimeSpan.Zero, s_watched / 20);
    }
}
