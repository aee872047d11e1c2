using System;
using System.Net;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Sender;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A node that knows the token and sends faster than the golden node decides, whose loop stands still here.</summary>
public sealed class FloodTests
{
    private const ushort ControlPort = 30765;

    /// <summary>60 MB as they go over the wire: more than both ends of a connection hold.</summary>
    private const int Messages = 600_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Needs(Need.Product)]
    public void A_node_that_sends_faster_than_the_golden_node_decides_has_to_wait()
    {
        using var lab = new CloneLab(1);
        using var isDeciding = new ManualResetEventSlim(initialState: true);
        var (session, token) = (BytePath.FromText("lab"), Token.Load(BytePath.FromText(lab.Token)));
        using var golden = new SenderRun(
            new SenderOptions
            {
                Session = session,
                Nodes = 3,
                Token = token,
                Bind = IPAddress.Any,
                ControlPort = ControlPort,
                DataPort = null,
                Compression = default,
                Window = 1 << 20,
                Patience = null,
                Least = 1,
                Rounds = 1,
            },
            StreamSource.File(BytePath.FromText(lab.MakeFile("source", 1000))),
            happened =>
            {
                if (happened is RunEvent.NodeJoined)
                    isDeciding.Wait();
            }
        );
        var running = new Thread(() => lab.Golden.Run(golden.Run));
        running.Start();
        try
        {
            using var node = lab.Node(1).Run(() => Enter(lab, session, token, port: 1));
            isDeciding.Reset();
            using var second = lab.Node(1).Run(() => Enter(lab, session, token, port: 2));
            var sent = 0;
            while (sent < Messages && node.TrySend(Figures(sent)) && node.WaitUntilSent())
                sent++;
            Assert.InRange(sent, 1, Messages - 1);
        }
        finally
        {
            isDeciding.Set();
            golden.Interrupt();
            Assert.True(running.Join(s_patience), "the golden node does not end");
        }
    }

    private static Connection Enter(CloneLab lab, BytePath session, Token token, ushort port)
    {
        var at = new IPEndPoint(IPAddress.Parse(lab.Golden.Address), ControlPort);
        for (var deadline = DateTime.UtcNow + s_patience; ; Interruption.Pause(TimeSpan.FromMilliseconds(50)))
            try
            {
                return new ClientHandshake(session, token).Enter(
                    at,
                    BytePath.FromText("node"),
                    new Join(port, port, Back: false)
                );
            }
            catch (HandshakeException) when (DateTime.UtcNow < deadline)
            {
                // It does not listen yet.
            }
    }

    private static Status Figures(int number) =>
        new()
        {
            Epoch = 1,
            Oldest = 0,
            ReceivedTo = number,
            Consumed = number,
            PlainBytes = number,
            StalledOnParent = default,
            StalledOnChild = default,
            StalledOnConsumer = default,
            ConsumerWaited = default,
        };
}
