using System;
using System.IO;
using System.Linq;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Commands at both ends: their exit status counts.</summary>
public sealed class CommandTests
{
    [Needs(Need.Product)]
    public void A_commands_output_goes_through_a_command_on_every_node()
    {
        using var lab = new CloneLab(2);
        var sender = lab.Send(2, "-e", "seq 1 500000");
        var receivers = Enumerable
            .Range(1, 2)
            .Select(node => lab.Receive(node, "-e", $"sort -n | tail -n 1 > {lab.PathOf($"last-{node}")}"))
            .ToArray();

        lab.Expect(0, receivers);
        lab.Expect(0, sender);
        Assert.Equal("500000\n", File.ReadAllText(lab.PathOf("last-1")));
        Assert.Equal("500000\n", File.ReadAllText(lab.PathOf("last-2")));
    }

    [Needs(Need.Product)]
    public void A_producer_that_fails_fails_the_run_for_all()
    {
        using var lab = new CloneLab(2);
        var sender = lab.Send(2, "-e", "head -c 20000000 /dev/urandom; exit 37");
        var receivers = lab.ReceiveFiles(2);

        lab.Expect(1, receivers);
        var report = lab.Report(sender, 1);
        Assert.Equal("failed", report.State);
        Assert.Contains("37", report.Reason, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_producer_killed_by_a_signal_fails_the_run_for_all()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "-e", "head -c 1000000 /dev/urandom; kill -9 $$");
        var receiver = lab.Receive(1, "--file", lab.PathOf("node"));

        lab.Expect(1, receiver, sender);
    }

    [Needs(Need.Product)]
    public void A_consumer_that_fails_fails_its_node_only()
    {
        using var lab = new CloneLab(3);
        var file = lab.MakeFile("golden", 30 << 20);
        var sender = lab.Send(3, "--file", file);
        var first = lab.Receive(1, "--file", lab.PathOf("node-1"));
        var failing = lab.Receive(2, "-e", "head -c 1000000 > /dev/null; exit 38");
        var last = lab.Receive(3, "--file", lab.PathOf("node-3"));

        lab.Expect(0, first, last);
        lab.Expect(1, failing);
        var report = lab.Report(sender, 3);
        Assert.Equal("partial", report.State);
        var failed = Assert.Single(report.Nodes, node => node.State != "done");
        Assert.Equal(lab.Node(2).Address, failed.Address);
        Assert.Contains("38", failed.Reason, StringComparison.Ordinal);
        CloneLab.AssertSameFile(file, lab.PathOf("node-1"));
        CloneLab.AssertSameFile(file, lab.PathOf("node-3"));
    }

    [Needs(Need.Product)]
    public void A_consumer_that_reads_everything_and_then_fails_fails_its_node()
    {
        using var lab = new CloneLab(2);
        var sender = lab.Send(2, "-e", "echo short");
        var failing = lab.Receive(1, "-e", "cat > /dev/null; exit 39");
        var last = lab.Receive(2, "--file", lab.PathOf("node-2"));

        lab.Expect(0, last);
        lab.Expect(1, failing);
        lab.Expect(3, sender);
    }

    [Needs(Need.Product)]
    public void A_producer_that_leaves_a_process_behind_its_output_fails_the_run_and_does_not_hold_it()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "-e", "sleep 120 & echo short");

        lab.Expect(1, lab.Receive(1, "--file", lab.PathOf("node")));
        var report = lab.Report(sender, 1);
        Assert.Equal("failed", report.State);
        Assert.Contains("holds its output open", report.Reason, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_consumer_that_leaves_a_process_behind_its_input_fails_its_node_and_does_not_hold_it()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 30 << 20));
        var receiver = lab.Receive(1, "-e", "exec 3<&0; sleep 120 <&3 & exit 0");

        lab.Expect(1, receiver, sender);
        Assert.Contains("stopped reading after", CloneLab.ReasonOf(receiver), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void When_every_consumer_fails_the_run_has_failed()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "-e", "echo short");

        lab.Expect(1, lab.Receive(1, "-e", "exit 40"), sender);
    }
}
