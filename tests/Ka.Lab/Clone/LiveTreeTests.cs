using System;
using System.IO;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A golden node is in use while it is sent, and not all of it can always be read.</summary>
public sealed class LiveTreeTests
{
    private const int LargeBytes = 200_000_000;

    [Needs(Need.Product)]
    public void A_file_that_shrinks_while_it_is_sent_is_named_and_harms_nothing_behind_it()
    {
        using var lab = new CloneLab(2, rate: 400);
        var tree = MakeTree(lab, out var large, out var after);
        var sender = lab.Send(2, "--tree", tree, "--compress", "none");
        Child[] receivers =
        [
            lab.Receive(1, "--tree", lab.MakeDirectory("node-1")),
            lab.Receive(2, "--tree", lab.MakeDirectory("node-2")),
        ];
        CloneLab.UntilReceived(receivers[1], 5_000_000);
        using (var file = File.OpenWrite(large))
            file.SetLength(10);

        lab.Expect(0, receivers);
        lab.Expect(0, sender);
        AssertNoted(sender, "'./a-large'");
        Assert.Equal(1, lab.Report(sender, 0).Changed);
        foreach (var node in new[] { "node-1", "node-2" })
        {
            Assert.Equal(LargeBytes, new FileInfo(Path.Combine(lab.PathOf(node), "a-large")).Length);
            Assert.Equal(File.ReadAllBytes(after), File.ReadAllBytes(Path.Combine(lab.PathOf(node), "b-after")));
        }
    }

    [Needs(Need.Product)]
    public void A_file_that_cannot_be_read_makes_every_copy_incomplete_and_the_exit_status_says_so()
    {
        using var lab = new CloneLab(1);
        var tree = MakeTree(lab, out var large, out var after);
        Child.Run("chmod", "000", large);
        // Root may read everything; without these capabilities it is held to the file's mode.
        var sender = lab.Start(
            lab.Golden,
            new Launch(
                "capsh",
                [
                    "--drop=cap_dac_override,cap_dac_read_search",
                    "--",
                    "-c",
                    $"exec {Programs.Ka} send -s lab -n 1 --tree {tree} --token-file {lab.Token} --json",
                ]
            )
        );
        var receiver = lab.Receive(1, "--tree", lab.MakeDirectory("node-1"));

        lab.Expect(1, sender, receiver);
        AssertNoted(sender, "'./a-large': open: EACCES");
        var report = lab.Report(sender, 1);
        Assert.Equal((1, "incomplete"), (report.Unreadable, Assert.Single(report.Nodes).State));
        Assert.Contains("could not read all", CloneLab.ReasonOf(receiver), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(after), File.ReadAllBytes(Path.Combine(lab.PathOf("node-1"), "b-after")));
    }

    [Needs(Need.Product)]
    public void A_disk_that_dies_in_the_middle_of_a_file_costs_the_rest_of_that_file_and_is_named()
    {
        using var lab = new CloneLab(1);
        var disk = lab.MakeDisk("golden", "ext4", 96, "-O", "^has_journal");
        // Written one after the other, so they lie on the disk one after the other.
        var (small, large) = (Path.Combine(disk.Mount, "a-small"), Path.Combine(disk.Mount, "b-large"));
        File.Move(lab.MakeFile("small", 100_000), small);
        disk.Settle();
        File.Move(lab.MakeFile("large", 60_000_000), large);
        disk.Settle();
        var (smallBytes, largeBytes) = (File.ReadAllBytes(small), File.ReadAllBytes(large));
        disk.LoseFrom(40 << 20);
        var sender = lab.Send(1, "--tree", disk.Mount);
        var receiver = lab.Receive(1, "--tree", lab.MakeDirectory("node-1"));

        lab.Expect(1, sender, receiver);
        AssertNoted(sender, "'./b-large': read: EIO");
        Assert.Equal(1, lab.Report(sender, 1).Unreadable);
        var copy = File.ReadAllBytes(Path.Combine(lab.PathOf("node-1"), "b-large"));
        Assert.Equal(smallBytes, File.ReadAllBytes(Path.Combine(lab.PathOf("node-1"), "a-small")));
        Assert.Equal(largeBytes.Length, copy.Length);
        var common = copy.AsSpan().CommonPrefixLength(largeBytes);
        Assert.InRange(common, 10_000_000, 41 << 20);
        Assert.True(copy.AsSpan(common).IndexOfAnyExcept((byte)0) < 0, "what follows the error is not zeros");
    }

    [Needs(Need.Product)]
    public void An_exclusion_that_names_nothing_is_an_error_before_anything_is_sent()
    {
        using var lab = new CloneLab(1);
        var tree = MakeTree(lab, out _, out _);
        foreach (var exclusion in new[] { "no-such", "a-large", "/elsewhere" })
        {
            var sender = lab.Send(1, "--tree", tree, "-x", exclusion);
            lab.Expect(1, sender);
            Assert.Contains($"exclude '{exclusion}'", sender.Errors, StringComparison.Ordinal);
        }
    }

    private static void AssertNoted(Child sender, string note) =>
        Assert.Contains(JsonEvents.Of(sender, "source"), one => one.Text("note").Contains(note, StringComparison.Ordinal));

    private static string MakeTree(CloneLab lab, out string large, out string after)
    {
        var tree = lab.MakeDirectory("golden");
        large = Path.Combine(tree, "a-large");
        after = Path.Combine(tree, "b-after");
        File.Move(lab.MakeFile("large", LargeBytes), large);
        File.Move(lab.MakeFile("after", 1_000_000), after);
        return tree;
    }
}
