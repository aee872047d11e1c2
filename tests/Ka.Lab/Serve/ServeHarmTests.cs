using System;
using System.IO;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>What happens to nodes, and to the golden node, in the middle of it.</summary>
public sealed class ServeHarmTests
{
    private const int Large = 30_000_000;

    [Needs(Need.Product)]
    public void A_node_that_is_killed_while_it_copies_is_made_anew_in_the_next_round()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 900);
        lab.AddLargeFile(Large);
        var golden = lab.Serve(2, "--yes", "--compress", "none");
        var healthy = lab.Replicate(1, "--json");
        var killed = lab.Replicate(2, "--json");
        CloneLab.UntilReceived(killed, Large / 4);
        killed.Kill();
        var again = lab.Replicate(2, "--json");

        lab.Expect(0, healthy, again, golden);
        Assert.Equal([1, 2], lab.Report().Nodes.Select(node => node.Round).Order());
        for (var node = 1; node <= 2; node++)
            lab.Look(node, place => CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv"));
    }

    [Needs(Need.Product)]
    public void An_interrupted_golden_node_tells_every_node_and_a_new_run_makes_them_clones()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        lab.AddLargeFile(Large);
        var golden = lab.Serve(2, "--yes", "--compress", "none");
        var nodes = new[] { lab.Replicate(1, "--json"), lab.Replicate(2, "--json") };
        CloneLab.UntilReceived(nodes[1], Large / 4);
        golden.Signal(2);

        lab.Expect(130, golden);
        lab.Expect(1, nodes);
        Assert.All(nodes, node => Assert.Contains("stopped by the operator", CloneLab.ReasonOf(node), StringComparison.Ordinal));

        golden = lab.Serve(2, "--yes");
        lab.Expect(0, lab.Replicate(1), lab.Replicate(2), golden);
        for (var node = 1; node <= 2; node++)
            lab.Look(node, place => CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv"));
    }

    [Needs(Need.Product)]
    public void One_that_only_receives_is_not_told_to_erase_anything()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        var golden = lab.Serve(2, "--yes");
        var receiver = lab.Receive(2, "--tree", lab.PathOf("tree"));
        lab.Expect(0, lab.Replicate(1));
        lab.Expect(1, receiver);
        lab.Expect(3, golden);
        Assert.Contains("it was not started to be installed", lab.ReasonOf(2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(lab.PathOf("tree")));
    }

    [Needs(Need.Product)]
    public void A_disk_that_is_in_use_is_not_taken()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var place = Directory.CreateDirectory(lab.PathOf("in-use")).FullName;
        Child.Run("mount", lab.DiskOf(1), place);
        try
        {
            File.WriteAllText(Path.Combine(place, "precious"), "keep");
            var golden = lab.Serve(1, "--yes");
            lab.Expect(1, lab.Replicate(1));
            lab.Expect(4, golden);
            Assert.Contains("is mounted on", lab.ReasonsAgainst(1), StringComparison.Ordinal);
            Assert.Equal("keep", File.ReadAllText(Path.Combine(place, "precious")));
        }
        finally
        {
            Child.Run("umount", place);
        }
    }
}
