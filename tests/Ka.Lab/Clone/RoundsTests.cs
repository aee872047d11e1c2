using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Who comes late, or comes back, is served by the same <c>ka send</c>, without the operator.</summary>
public sealed class RoundsTests
{
    [Needs(Need.Product)]
    public void A_node_that_comes_late_is_served_in_the_next_round()
    {
        using var lab = new CloneLab(3, rate: 200);
        var file = lab.MakeFile("golden", 40_000_000);
        var sender = lab.Send(2, "--file", file, "--compress", "none");
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilReceived(receivers[1], 1_000_000);
        var late = lab.Receive(3, "--file", lab.PathOf("node-3"));

        lab.Expect(0, [.. receivers, late]);
        var report = lab.Report(sender, 0);
        Assert.Equal([1, 1, 2], report.Nodes.Select(node => node.Round));
        for (var node = 1; node <= 3; node++)
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
        Assert.Equal([1, 1, 2], JsonEvents.Of(sender, "joined").Select(joined => joined.Number("round")));
    }

    [Needs(Need.Product)]
    public void A_tree_that_was_left_half_written_is_whole_after_the_next_round()
    {
        using var lab = new CloneLab(2, rate: 100);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        File.Move(lab.MakeFile("large", 30_000_000), Path.Combine(tree, "large"));
        var targets = new[] { lab.MakeDirectory("node-1"), lab.MakeDirectory("node-2") };
        var sender = lab.Send(2, "--tree", tree, "--compress", "none");
        var first = lab.Receive(1, "--tree", targets[0]);
        var killed = lab.Receive(2, "--tree", targets[1]);
        CloneLab.UntilReceived(killed, 5_000_000);
        killed.Kill();
        var again = lab.Receive(2, "--tree", targets[1]);

        lab.Expect(0, first, again, sender);
        Assert.Equal(2, lab.Report(sender, 0).Nodes.Count);
        CloneLab.AssertSameTree(tree, targets[0]);
        CloneLab.AssertSameTree(tree, targets[1]);
    }

    [Needs(Need.Product)]
    public void What_can_be_read_only_once_has_one_round_and_a_late_node_is_told_so()
    {
        using var lab = new CloneLab(2, rate: 100);
        var file = lab.MakeFile("golden", 20_000_000);
        var sender = lab.Start(lab.Golden, lab.SendCommand(1, "--file", "-", "--compress", "none") with { InputFile = file });
        var first = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.UntilReceived(first, 1_000_000);
        var late = lab.Receive(2, "--file", lab.PathOf("node-2"));

        lab.Expect(1, late);
        Assert.Contains("the source can be read only once", CloneLab.ReasonOf(late), StringComparison.Ordinal);
        lab.Expect(0, first, sender);
    }

    [Needs(Need.Product)]
    public void With_one_round_a_late_node_is_refused()
    {
        using var lab = new CloneLab(2, rate: 100);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 20_000_000), "--rounds", "1", "--compress", "none");
        var first = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.UntilReceived(first, 1_000_000);
        var late = lab.Receive(2, "--file", lab.PathOf("node-2"));

        lab.Expect(1, late);
        Assert.Contains("started without this node", CloneLab.ReasonOf(late), StringComparison.Ordinal);
        lab.Expect(0, first, sender);
    }

    [Needs(Need.Product)]
    public void When_the_time_is_up_those_who_are_there_are_enough_and_the_missing_are_counted()
    {
        using var lab = new CloneLab(2);
        var file = lab.MakeFile("golden", 1_000_000);
        var sender = lab.Send(3, "--file", file, "--wait", "2s", "--min", "2");
        var receivers = lab.ReceiveFiles(2);

        lab.Expect(0, receivers);
        var report = lab.Report(sender, 3);
        Assert.Equal(1, report.Missing);
        Assert.Equal(["done", "done"], report.Nodes.Select(node => node.State));
    }

    [Needs(Need.Product)]
    public void Told_to_go_it_starts_with_those_who_are_there_and_asks_for_no_more()
    {
        using var lab = new CloneLab(3);
        var file = lab.MakeFile("golden", 1_000_000);
        var sender = lab.Send(3, "--file", file);
        CloneLab.UntilEvent(sender, "listening");
        Assert.Contains("no node has come yet", Go(lab, lab.Golden, 1).Errors, StringComparison.Ordinal);
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilEvent(sender, "joined", 2);
        var go = Go(lab, lab.Node(3), 0, "-s", "lab");

        lab.Expect(0, [sender, .. receivers]);
        Assert.Equal("started with 2 nodes\n", go.Output);
        Assert.Equal(lab.Node(3).Address, Assert.Single(JsonEvents.Of(sender, "go")).Text("address"));
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
    }

    [Needs(Need.Product)]
    public void Told_to_go_when_it_has_started_it_says_so()
    {
        using var lab = new CloneLab(1, rate: 100);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 20_000_000), "--compress", "none");
        var receiver = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.UntilReceived(receiver, 1_000_000);

        Assert.Contains("the run has started", Go(lab, lab.Golden, 1).Errors, StringComparison.Ordinal);
        lab.Expect(0, sender, receiver);
    }

    [Needs(Need.Product)]
    public void Only_those_with_the_token_can_say_go()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(2, "--file", lab.MakeFile("golden", 1000));
        CloneLab.UntilEvent(sender, "listening");
        var stranger = lab.Start(lab.Node(1), "go", lab.Golden.Address, "--token-file", lab.MakeToken("other"));
        var open = lab.Start(lab.Node(1), "go", lab.Golden.Address, "--open");
        var nobody = lab.Start(lab.Node(1), "go", "--token-file", lab.Token);
        var elsewhere = lab.Start(lab.Node(1), "go", "-s", "kitchen", "--token-file", lab.Token);

        lab.Expect(1, stranger, open, nobody, elsewhere);
        Assert.Contains("does not know our token", stranger.Errors, StringComparison.Ordinal);
        Assert.Contains("--open", open.Errors, StringComparison.Ordinal);
        Assert.Contains("ECONNREFUSED", nobody.Errors, StringComparison.Ordinal);
        Assert.Contains("no answer for session 'kitchen'", elsewhere.Errors, StringComparison.Ordinal);
        Assert.Empty(JsonEvents.Of(sender, "started"));
        sender.Signal(2);
        lab.Expect(130, sender);
    }

    private static Child Go(CloneLab lab, LabHost from, int status, params string[] where)
    {
        var go = lab.Start(from, ["go", "--token-file", lab.Token, .. where]);
        lab.Expect(status, go);
        return go;
    }

    [Needs(Need.Product)]
    [InlineData("--min", "2", "--min goes with --wait")]
    [InlineData("--wait", "soon", "'soon' is not a time")]
    [InlineData("--rounds", "0", "--rounds: 0 is not a number of rounds")]
    public void What_makes_no_sense_is_refused(string option, string value, string message)
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(3, "--file", "/dev/null", option, value);
        lab.Expect(2, sender);
        Assert.Contains(message, sender.Errors, StringComparison.Ordinal);
    }
}
