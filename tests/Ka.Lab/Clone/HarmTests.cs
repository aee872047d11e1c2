using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A node in trouble: it says why, and no other comes to harm.</summary>
[Collection(Lane.Alone)]
public sealed class HarmTests
{
    private const int SIGINT = 2;
    private const int SIGTERM = 15;

    [Needs(Need.Product)]
    public void A_full_disk_fails_its_node_with_the_name_of_the_file()
    {
        using var lab = new CloneLab(3);
        var tree = lab.MakeDirectory("golden");
        Directory.CreateDirectory(Path.Combine(tree, "deep"));
        File.Move(lab.MakeFile("large", 60 << 20), Path.Combine(tree, "deep", "larger-than-the-disk"));
        var small = lab.MakeDisk("node-2", mebibytes: 40);

        AssertOnlySecondFails(lab, tree, small.Mount, "larger-than-the-disk");
    }

    [Needs(Need.Product)]
    public void A_read_only_target_fails_its_node_with_its_name()
    {
        using var lab = new CloneLab(3);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        var disk = lab.MakeDisk("node-2");
        disk.MakeReadOnly();

        AssertOnlySecondFails(lab, tree, disk.Mount, "EROFS");
    }

    [Needs(Need.Product)]
    public void A_target_that_is_no_directory_fails_its_node_with_its_name()
    {
        using var lab = new CloneLab(3);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);

        AssertOnlySecondFails(lab, tree, lab.MakeFile("no-directory", 1), "no-directory");
    }

    [Needs(Need.Product)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_node_killed_in_mid_transfer_is_named_and_the_others_are_identical(int victim)
    {
        using var lab = new CloneLab(3, rate: 300);
        var file = lab.MakeFile("golden", 100_000_000);
        var sender = lab.Send(3, "--file", file, "--compress", "none");
        var receivers = lab.ReceiveFiles(3);
        CloneLab.UntilReceived(receivers[2], 10_000_000);
        receivers[victim - 1].Kill();

        lab.Expect(137, receivers[victim - 1]);
        lab.Expect(0, [.. receivers.Where((_, index) => index != victim - 1)]);
        var lost = Assert.Single(lab.Report(sender, 3).Nodes, node => node.State != "done");
        Assert.Equal(lab.Node(victim).Address, lost.Address);
        Assert.False(string.IsNullOrEmpty(lost.Reason));
        foreach (var node in Enumerable.Range(1, 3).Where(node => node != victim))
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
    }

    [Needs(Need.Product)]
    [InlineData(SIGINT)]
    [InlineData(SIGTERM)]
    public void An_interrupted_sender_ends_every_node_within_ten_seconds(int signal)
    {
        using var lab = new CloneLab(3, rate: 100);
        var sender = lab.Send(3, "--file", lab.MakeFile("golden", 100_000_000), "--compress", "none");
        var receivers = lab.ReceiveFiles(3);
        CloneLab.UntilReceived(receivers[2], 5_000_000);
        sender.Signal(signal);

        foreach (var child in receivers.Append(sender))
            child.Wait(TimeSpan.FromSeconds(10));
        lab.Expect(130, sender);
        lab.Expect(1, receivers);
        // Not under their names, not under any other.
        Assert.Empty(Directory.EnumerateFiles(lab.PathOf("."), "*node-*"));
    }

    [Needs(Need.Product)]
    public void A_killed_sender_is_missed_by_every_node_within_ten_seconds()
    {
        using var lab = new CloneLab(4, rate: 100);
        var sender = lab.Send(4, "--file", lab.MakeFile("golden", 100_000_000), "--compress", "none");
        var receivers = lab.ReceiveFiles(4);
        CloneLab.UntilReceived(receivers[3], 5_000_000);
        sender.Kill();

        foreach (var child in receivers)
            child.Wait(TimeSpan.FromSeconds(10));
        lab.Expect(1, receivers);
        Assert.All(receivers, receiver => Assert.Single(JsonEvents.Of(receiver, "serverLost")));
        Assert.Empty(Directory.EnumerateFiles(lab.PathOf("."), "*node-*"));
    }

    [Needs(Need.Product)]
    public void A_sender_whose_cable_is_pulled_is_missed_by_every_node_within_ten_seconds()
    {
        using var lab = new CloneLab(4, rate: 100);
        lab.Send(4, "--file", lab.MakeFile("golden", 100_000_000), "--compress", "none");
        var receivers = lab.ReceiveFiles(4);
        CloneLab.UntilReceived(receivers[3], 5_000_000);
        var clock = Stopwatch.StartNew();
        lab.Golden.Link.Down();

        // They keep what they have and look for the golden node (docs/adr/0029-rejoin.md), until they are interrupted.
        foreach (var child in receivers)
            CloneLab.UntilEvent(child, "serverLost");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        foreach (var child in receivers)
            child.Signal(2);
        lab.Expect(130, receivers);
        Assert.Empty(Directory.EnumerateFiles(lab.PathOf("."), "*node-*"));
    }

    [Needs(Need.Product)]
    public void A_command_that_fails_in_mid_transfer_fails_every_node_with_its_reason()
    {
        using var lab = new CloneLab(3);
        var sender = lab.Send(3, "-e", "head -c 50000000 /dev/urandom; exit 7", "--compress", "none");
        var receivers = lab.ReceiveFiles(3);

        lab.Expect(1, [.. receivers, sender]);
        Assert.All(
            receivers,
            receiver => Assert.Contains("exit status 7", CloneLab.ReasonOf(receiver), StringComparison.Ordinal)
        );
        Assert.Empty(Directory.EnumerateFiles(lab.PathOf("."), "*node-*"));
    }

    [Needs(Need.Product)]
    public void A_sender_interrupted_before_anybody_joined_ends_at_once()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 1000));
        CloneLab.UntilEvent(sender, "listening");
        sender.Signal(SIGINT);

        Assert.Equal(130, sender.Wait(TimeSpan.FromSeconds(3)).Status);
    }

    [Needs(Need.Product)]
    public void An_interrupted_node_is_named_and_the_others_finish()
    {
        using var lab = new CloneLab(2, rate: 300);
        var file = lab.MakeFile("golden", 60_000_000);
        var sender = lab.Send(2, "--file", file, "--compress", "none");
        var first = lab.Receive(1, "--file", lab.PathOf("node-1"));
        var second = lab.Receive(2, "--file", lab.PathOf("node-2"));
        CloneLab.UntilReceived(second, 5_000_000);
        first.Signal(SIGINT);

        lab.Expect(130, first);
        lab.Expect(0, second);
        lab.Expect(3, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
    }

    private static void AssertOnlySecondFails(CloneLab lab, string tree, string secondTarget, string word)
    {
        var targets = new[] { lab.MakeDirectory("node-1"), secondTarget, lab.MakeDirectory("node-3") };
        var sender = lab.Send(3, "--tree", tree);
        var receivers = targets.Select((target, index) => lab.Receive(index + 1, "--tree", target)).ToArray();

        lab.Expect(0, receivers[0], receivers[2]);
        lab.Expect(1, receivers[1]);
        Assert.Contains(word, CloneLab.ReasonOf(receivers[1]), StringComparison.Ordinal);
        var failed = Assert.Single(lab.Report(sender, 3).Nodes, node => node.State != "done");
        Assert.Equal(lab.Node(2).Address, failed.Address);
        Assert.Contains(word, failed.Reason, StringComparison.Ordinal);
        CloneLab.AssertSameTree(tree, targets[0]);
        CloneLab.AssertSameTree(tree, targets[2]);
    }
}
