using System;
using System.IO;
using System.Linq;
using System.Text;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Only those who know the token get anything, and only from one who knows it.</summary>
public sealed class RefusalTests
{
    private static readonly string[] s_plain = ["recv", "-s", "lab", "--json"];

    [Needs(Need.Product)]
    public void A_node_with_another_token_is_turned_away_and_the_run_goes_on()
    {
        using var lab = new CloneLab(2);
        var file = lab.MakeFile("golden", 1 << 20);
        var sender = lab.Send(1, "--file", file);
        var stranger = lab.Start(
            lab.Node(1),
            [.. s_plain, "--token-file", lab.MakeToken("other"), "--file", lab.PathOf("stranger")]
        );

        AssertRefused(lab, stranger, lab.PathOf("stranger"));

        var friend = lab.Receive(2, "--file", lab.PathOf("friend"));
        lab.Expect(0, friend, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("friend"));
    }

    [Needs(Need.Product)]
    public void A_node_that_proves_nothing_gets_nothing()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 1 << 20));
        var stranger = lab.Start(lab.Node(1), [.. s_plain, "--open", "--file", lab.PathOf("stranger")]);

        AssertRefused(lab, stranger, lab.PathOf("stranger"));
        Assert.Null(sender.Exit);
    }

    [Needs(Need.Product)]
    public void A_receiver_refuses_a_server_that_proves_nothing()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Start(lab.Golden, "send", "-s", "lab", "-n", "1", "--open", "--file", lab.MakeFile("golden", 1 << 20));
        var receiver = lab.Receive(1, "--file", lab.PathOf("node"));

        AssertRefused(lab, receiver, lab.PathOf("node"));
        Assert.Null(sender.Exit);
    }

    [Needs(Need.Product)]
    public void A_receiver_refuses_a_server_with_another_token()
    {
        using var lab = new CloneLab(1);
        string[] token = ["--token-file", lab.MakeToken("other")];
        lab.Start(lab.Golden, ["send", "-s", "lab", "-n", "1", .. token, "--file", lab.MakeFile("golden", 1 << 20)]);

        AssertRefused(lab, lab.Receive(1, "--file", lab.PathOf("node")), lab.PathOf("node"));
    }

    [Needs(Need.Product)]
    public void Without_a_token_file_nothing_starts_and_the_file_is_named()
    {
        using var lab = new CloneLab(1);
        var missing = lab.PathOf("no-such-token");
        foreach (var verb in new[] { "send", "recv" })
        {
            string[] count = verb == "send" ? ["-n", "1"] : [];
            var child = lab.Start(
                lab.Golden,
                [verb, "-s", "lab", .. count, "--token-file", missing, "--file", lab.PathOf("file")]
            );
            lab.Expect(1, child);
            Assert.Contains(missing, child.Errors, StringComparison.Ordinal);
        }
    }

    [Needs(Need.Product)]
    public void An_open_session_lets_an_open_receiver_in_and_says_so()
    {
        using var lab = new CloneLab(1);
        var file = lab.MakeFile("golden", 1 << 20);
        var sender = lab.Start(lab.Golden, "send", "-s", "lab", "-n", "1", "--open", "--json", "--file", file);
        var receiver = lab.Start(lab.Node(1), "recv", "-s", "lab", "--open", "--file", lab.PathOf("node"));

        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node"));
        Assert.True(Assert.Single(JsonEvents.Of(sender, "listening")).GetProperty("open").GetBoolean());
    }

    [Needs(Need.Product)]
    public void A_capture_of_all_traffic_has_none_of_the_trees_bytes()
    {
        using var lab = new CloneLab(2, rate: 200);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        foreach (var compression in new[] { "none", "auto" })
        {
            using var capture = lab.Capture();
            var sender = lab.Send(2, "--tree", tree, "--compress", compression);
            var receivers = Enumerable
                .Range(1, 2)
                .Select(node => lab.Receive(node, "--tree", lab.MakeDirectory($"{compression}-{node}")))
                .ToArray();
            lab.Expect(0, receivers);
            var report = lab.Report(sender, 0);

            var traffic = capture.Stop();
            Assert.True(
                traffic.Length > 2 * report.SealedBytes,
                $"{traffic.Length} bytes captured of 2 times {report.SealedBytes}"
            );
            Assert.Null(MarkedTree.FindIn(traffic));
            var token = Encoding.ASCII.GetBytes(File.ReadAllText(lab.Token).Trim());
            Assert.True(traffic.AsSpan().IndexOf(token) < 0, "the token is in the traffic");
        }
    }

    private static void AssertRefused(CloneLab lab, Child receiver, string target)
    {
        lab.Expect(1, receiver);
        Assert.Contains("token", CloneLab.ReasonOf(receiver), StringComparison.OrdinalIgnoreCase);
        Assert.True(!File.Exists(target) || new FileInfo(target).Length == 0, $"{target} has something in it");
    }
}
