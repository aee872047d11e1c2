using System;
using System.Linq;
using System.Text.Json;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Runs;

/// <summary><c>ka status</c> without a node.</summary>
public sealed class StatusTableTests
{
    [Needs(Need.Product)]
    public void Sixty_four_nodes_are_in_the_table_through_a_whole_run()
    {
        const int Nodes = 64;
        using var lab = new CloneLab(Nodes + 1);
        var receivers = Enumerable.Range(1, Nodes).Select(node => lab.Receive(node, "--file", "/dev/null")).ToArray();
        var sender = lab.Send(Nodes + 1, "--file", lab.MakeFile("golden", 20 << 20));
        CloneLab.Until(() => sender.Output.Split("\"event\":\"joined\"").Length > Nodes, "all are there");
        var watchers = Enumerable
            .Range(0, 4)
            .Select(_ => lab.Start(lab.Golden, "status", "--token-file", lab.Token, "--json", "--timeout", "120"))
            .ToArray();
        foreach (var watcher in watchers)
            CloneLab.Until(() => watcher.Output.Contains('\n', StringComparison.Ordinal), "a board");
        var last = lab.Receive(Nodes + 1, "--file", "/dev/null");

        lab.Expect(0, [last, sender, .. receivers, .. watchers]);
        foreach (var watcher in watchers)
        {
            var boards = JsonEvents.Of(watcher);
            Assert.Equal("gathering", boards[0].GetProperty("phase").GetString());
            Assert.Equal(Nodes, boards[0].GetProperty("nodes").GetArrayLength());
            var end = boards[^1];
            Assert.Equal(
                ("ended", "done", Nodes + 1),
                (end.GetProperty("phase").GetString(), end.GetProperty("outcome").GetString(), end.GetProperty("done").GetInt32())
            );
            Assert.All(
                end.GetProperty("nodes").EnumerateArray(),
                node => Assert.Equal("done", node.GetProperty("stage").GetString())
            );
        }
    }

    [Needs(Need.Product)]
    public void It_is_shown_from_the_golden_node_and_from_anywhere_with_the_token_and_to_nobody_else()
    {
        using var lab = new CloneLab(3, rate: 20);
        var sender = lab.Send(2, "--file", lab.MakeFile("golden", 30_000_000), "--compress", "none");
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilReceived(receivers[1], 3_000_000);
        var here = Look(lab, lab.Golden, 0);
        var there = Look(lab, lab.Node(3), 0, "--host", lab.Golden.Address);
        var found = Look(lab, lab.Node(3), 0, "-s", "lab");
        foreach (var table in new[] { here, there, found })
        {
            var lines = table.Output.Split('\n')[..^1];
            Assert.Equal(4, lines.Length);
            Assert.StartsWith("NODE", lines[0], StringComparison.Ordinal);
            Assert.Matches($"^{lab.Node(1).Address} .* receiving +1 +golden node +[0-9.]+ MB", lines[1]);
            Assert.Matches($"^{lab.Node(2).Address} .* receiving +2 +{lab.Node(1).Address} ", lines[2]);
            Assert.Contains("2 receiving", lines[3], StringComparison.Ordinal);
        }
        var stranger = lab.Start(lab.Node(3), "status", "--host", lab.Golden.Address, "--token-file", lab.MakeToken("other"));
        var open = lab.Start(lab.Node(3), "status", "--host", lab.Golden.Address, "--open");
        lab.Expect(1, stranger, open);
        Assert.Contains("does not know our token", stranger.Errors, StringComparison.Ordinal);
        Assert.Equal(("", ""), (stranger.Output, open.Output));
        lab.Expect(0, [sender, .. receivers]);
        Assert.Contains("no golden node here", Look(lab, lab.Golden, 1).Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void Operators_who_do_not_read_hold_up_nobody()
    {
        using var lab = new CloneLab(2);
        var receivers = lab.ReceiveFiles(1);
        var file = lab.MakeFile("golden", 20 << 20);
        var sender = lab.Send(2, "--file", file);
        CloneLab.Until(() => sender.Output.Contains("\"event\":\"joined\"", StringComparison.Ordinal), "the first is there");
        var stopped = Enumerable
            .Range(0, 34)
            .Select(_ => lab.Start(lab.Golden, "status", "--token-file", lab.Token, "--json", "--timeout", "600"))
            .ToList();
        CloneLab.Until(
            () =>
                stopped.Count(watcher => watcher.Exit is null && watcher.Output.Length > 0) >= 32
                && stopped.Count(watcher => watcher.Exit is not null) >= 2,
            "32 are told, two are not"
        );
        Assert.Contains(
            "32 operators look already",
            stopped.First(watcher => watcher.Exit is not null).Errors,
            StringComparison.Ordinal
        );
        stopped.ForEach(watcher => watcher.Signal(19));
        var last = lab.Receive(2, "--file", lab.PathOf("node-2"));
        lab.Expect(0, [sender, last, .. receivers]);
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
        stopped.ForEach(watcher => watcher.Signal(18));
    }

    private static Child Look(CloneLab lab, LabHost from, int status, params string[] where)
    {
        var look = lab.Start(from, ["status", "--token-file", lab.Token, .. where]);
        lab.Expect(status, look);
        return look;
    }
}
