using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Nodes that the run never lets in, and that ask again and again.</summary>
public sealed class RefusedNodeTests
{
    private const int ControlPort = 30765;
    private const int Requests = 10_000;

    // Memory that stays after the first ones belongs to caches: of threads, of TLS, of the allocator.
    private const int FirstRequests = 1_000;

    [Needs(Need.Product)]
    public void Ten_thousand_refused_requests_take_no_memory_of_the_golden_node_and_the_run_goes_on()
    {
        using var lab = new CloneLab(2);
        var go = lab.PathOf("go");
        var sender = lab.Send(1, "--rounds", "1", "-e", $"head -c 3000000 /dev/zero; while test ! -e {go}; do sleep 0.1; done");
        var receiver = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.UntilReceived(receiver, 1_000_000);
        Ask(lab, FirstRequests);
        var before = MemoryOf(sender);
        Ask(lab, Requests);
        // 66 KiB each, as it was seen once, are 660 MB.
        Assert.InRange(MemoryOf(sender) - before, long.MinValue, 12 << 20);
        File.WriteAllText(go, "");
        lab.Expect(0, sender, receiver);
        // One line for each reason.
        Assert.Equal(2, sender.Output.Split('\n').Count(line => line.Contains("\"turnedAway\"", StringComparison.Ordinal)));
    }

    /// <summary>Half of them are new nodes, half come back.</summary>
    private static void Ask(CloneLab lab, int times) =>
        lab.Node(2)
            .Run(() =>
            {
                var door = new ClientHandshake(BytePath.FromText("lab"), Token.Load(BytePath.FromText(lab.Token)));
                var golden = new IPEndPoint(IPAddress.Parse(lab.Golden.Address), ControlPort);
                for (var i = 0; i < times; i++)
                {
                    using var node = door.Enter(golden, BytePath.FromText("node-2"), new Join(1, 7, Back: i % 2 == 1));
                    Assert.True(node.TryReceive(out var answer, out var lost), lost);
                    Assert.IsType<Refused>(answer);
                }
                return times;
            });

    private static long MemoryOf(Child child) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{child.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture
        );
}
