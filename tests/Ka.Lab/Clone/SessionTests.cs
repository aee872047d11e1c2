using System;
using System.Linq;
using System.Text.Json;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Finding each other, waiting for each other, telling programs about it.</summary>
[Collection(Lane.Alone)]
public sealed class SessionTests
{
    [Needs(Need.Product)]
    public void A_node_that_is_told_the_address_needs_no_session()
    {
        using var lab = new CloneLab(1);
        var file = lab.MakeFile("golden", 100_000);
        var sender = lab.Send(1, "--file", file);
        CloneLab.Until(() => sender.Output.Contains("listening", StringComparison.Ordinal), "the sender listens");
        var receiver = lab.Start(
            lab.Node(1),
            "recv",
            "-h",
            lab.Golden.Address,
            "--token-file",
            lab.Token,
            "--file",
            lab.PathOf("node")
        );

        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node"));
    }

    [Needs(Need.Product)]
    public void A_node_may_be_there_before_the_golden_node()
    {
        using var lab = new CloneLab(1);
        var file = lab.MakeFile("golden", 100_000);
        var receiver = lab.Receive(1, "--file", lab.PathOf("node"));
        CloneLab.Until(() => receiver.Output.Length > 0, "it searches");
        var sender = lab.Send(1, "--file", file);

        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node"));
    }

    [Needs(Need.Product)]
    public void Two_sessions_on_one_golden_node_each_reach_their_own_nodes()
    {
        using var lab = new CloneLab(4);
        var red = lab.MakeFile("red", 3_000_000);
        var blue = lab.MakeFile("blue", 3_000_001);
        string[] token = ["--token-file", lab.Token];
        var redSender = lab.Start(lab.Golden, ["send", "-s", "red", "-n", "2", .. token, "--file", red]);
        var blueSender = lab.Start(
            lab.Golden,
            ["send", "-s", "blue", "-n", "2", "-p", "40001", "-P", "40002", .. token, "--file", blue]
        );
        var receivers = Enumerable
            .Range(1, 4)
            .Select(node => (Node: node, Session: node % 2 == 0 ? "red" : "blue", File: lab.PathOf($"node-{node}")))
            .Select(part => lab.Start(lab.Node(part.Node), ["recv", "-s", part.Session, .. token, "--file", part.File]))
            .ToArray();

        lab.Expect(0, receivers);
        lab.Expect(0, redSender, blueSender);
        for (var node = 1; node <= 4; node++)
            CloneLab.AssertSameFile(node % 2 == 0 ? red : blue, lab.PathOf($"node-{node}"));
    }

    [Needs(Need.Product)]
    public void A_node_that_waits_for_all_ends_with_the_slowest_and_others_need_not()
    {
        using var lab = new CloneLab(3);
        var slow = TimeSpan.FromSeconds(4);
        var sender = lab.Send(3, "--file", lab.MakeFile("golden", 1 << 20));
        var first = lab.Receive(1, "-e", $"sleep {slow.TotalSeconds:0}; cat > /dev/null");
        var patient = lab.Receive(2, "--file", "/dev/null", "-w");
        var hasty = lab.Receive(3, "--file", "/dev/null");

        lab.Expect(0, first, patient, hasty, sender);
        Assert.True(patient.Exit!.Elapsed >= slow - TimeSpan.FromSeconds(0.5), $"-w ended after {patient.Exit.Elapsed}");
        Assert.True(hasty.Exit!.Elapsed < slow - TimeSpan.FromSeconds(0.5), $"without -w it took {hasty.Exit.Elapsed}");
    }

    [Needs(Need.Product)]
    public void Every_line_for_programs_is_one_event_and_the_last_one_has_the_figures()
    {
        using var lab = new CloneLab(2, rate: 200);
        const int Bytes = 20_000_000;
        var sender = lab.Send(2, "--file", lab.MakeFile("golden", Bytes), "--compress", "none");
        var receivers = Enumerable.Range(1, 2).Select(node => lab.Receive(node, "--file", "/dev/null")).ToArray();

        lab.Expect(0, receivers);
        var report = lab.Report(sender, 0);
        Assert.Equal("done", report.State);
        Assert.Equal(Bytes, report.Bytes);
        Assert.InRange(report.SealedBytes, Bytes, Bytes * 1.01);
        Assert.InRange(report.Seconds, 0.7 * Bytes * 8 / 200e6, 60);
        Assert.InRange(report.TransferSeconds + report.DrainSeconds, 0.9 * report.Seconds, 1.1 * report.Seconds);
        Assert.Equal([lab.Node(1).Address, lab.Node(2).Address], report.Nodes.Select(node => node.Address).Order());
        Assert.All(report.Nodes, node => Assert.Equal((Bytes, "done", null), (node.Bytes, node.State, node.Reason)));
        foreach (var receiver in receivers)
            Assert.Equal("done", JsonEvents.End(receiver).Text("state"));
    }

    [Needs(Need.Product)]
    public void Quiet_commands_say_one_line_when_all_is_well()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Start(
            lab.Golden,
            "send",
            "-s",
            "lab",
            "-n",
            "1",
            "--token-file",
            lab.Token,
            "-q",
            "--file",
            lab.MakeFile("golden", 1000)
        );
        var receiver = lab.Start(lab.Node(1), "recv", "-s", "lab", "--token-file", lab.Token, "-q", "--file", "/dev/null");

        lab.Expect(0, receiver, sender);
        Assert.InRange(sender.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 0, 2);
        Assert.Empty(sender.Output);
    }
}
