using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Ka.Linux;
using Ka.Relay;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Relay;

/// <summary>Strangers at a relay's data port; addresses of the loopback network stand for machines.</summary>
public sealed class DataPortTests
{
    private const int Strangers = 40;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_host_with_many_connections_does_not_keep_the_right_child_out()
    {
        var key = Bytes32.Random();
        var events = new BlockingCollection<RelayEvent>();
        using var wakeup = new Wakeup();
        using var window = new Window(1 << 16, wakeup, hasLocalReader: false);
        using var listener = Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var relay = new StreamRelay(new RelayOptions(1, 0, key, ChildExpected: true), window, listener, events.Add);

        using var child = Connect(Sockets.LocalEndPoint(listener), "127.0.0.1");
        var strangers = Enumerable
            .Range(0, Strangers)
            .Select(_ => Connect(Sockets.LocalEndPoint(listener), "127.0.0.66"))
            .ToList();
        Assert.True(SpinWait.SpinUntil(() => strangers.Count(IsClosed) >= Strangers - PendingConnections.Capacity, s_patience));
        var attach = new byte[Attach.Size];
        new Attach
        {
            Run = 1,
            Child = 7,
            Parent = 0,
            Epoch = 1,
            Position = 0,
        }
            .WithMac(key)
            .Write(attach);
        child.Send(attach);

        Assert.True(events.TryTake(out var happened, s_patience), "no request was posted");
        Assert.IsType<RelayEvent.ChildRequested>(happened).Request.Dispose();
        strangers.ForEach(stranger => stranger.Dispose());
    }

    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private static Socket Connect(IPEndPoint to, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        socket.Connect(to);
        return socket;
    }
}
