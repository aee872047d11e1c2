using System;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>The golden node's own cable: what its nodes have is not lost with it.</summary>
[Collection(Lane.Alone)]
public sealed class LostGoldenTests
{
    /// <summary>As long as a switch port with spanning tree takes to forward again.</summary>
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(30);

    [Needs(Need.Product)]
    public void A_golden_node_whose_cable_is_out_for_thirty_seconds_finds_every_node_again_at_its_position()
    {
        const int Nodes = 3;
        using var lab = new CloneLab(Nodes, rate: 100);
        var file = lab.MakeFile("golden", 200_000_000);
        var sender = lab.Send(Nodes, "--file", file, "--compress", "none");
        var receivers = lab.ReceiveFiles(Nodes);
        CloneLab.UntilReceived(receivers[Nodes - 1], 20_000_000);

        lab.Golden.Link.Down();
        Interruption.Pause(s_outage);
        lab.Golden.Link.Up();

        lab.Expect(0, receivers);
        Assert.All(lab.Report(sender, 0).Nodes, node => Assert.Equal("done", node.State));
        for (var node = 1; node <= Nodes; node++)
        {
            var events = JsonEvents.Of(receivers[node - 1]);
            Assert.Single(events, one => one.Name() == "started");
            Assert.Contains(events, one => one.Name() == "serverLost");
            Assert.Contains(events, one => one.Name() == "rejoined");
            var positions = events.Where(one => one.Name() == "progress").Select(one => one.Number("bytes")).ToList();
            Assert.Equal(positions.Order(), positions);
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
        }
    }
}
