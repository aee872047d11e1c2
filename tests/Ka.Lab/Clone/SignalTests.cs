using System;
using System.IO;
using System.Linq;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Somebody presses Ctrl-C, or the machine goes down.</summary>
[Collection(Lane.Alone)]
public sealed class SignalTests
{
    private const int SIGINT = 2;
    private const int SIGTERM = 15;

    [Needs(Need.Product)]
    public void A_terminated_node_leaves_within_seconds_and_no_part_of_its_file_remains()
    {
        using var lab = new CloneLab(2, rate: 100);
        var file = lab.MakeFile("golden", 40_000_000);
        var sender = lab.Send(2, "--file", file, "--compress", "none");
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilReceived(receivers[1], 2_000_000);
        Assert.True(File.Exists(lab.PathOf(".node-2.ka-partial")), "no partial file to be removed");
        receivers[1].Signal(SIGTERM);

        Assert.Equal(130, receivers[1].Wait(TimeSpan.FromSeconds(5)).Status);
        Assert.Empty(Directory.EnumerateFiles(lab.PathOf("."), "*node-2*"));
        lab.Expect(0, receivers[0]);
        var lost = Assert.Single(lab.Report(sender, 3).Nodes, node => node.State != "done");
        Assert.Equal(lab.Node(2).Address, lost.Address);
        Assert.False(string.IsNullOrEmpty(lost.Reason));
    }

    [Needs(Need.Product)]
    [InlineData(SIGINT)]
    [InlineData(SIGTERM)]
    public void A_sender_stopped_while_it_waits_sends_the_waiting_nodes_home(int signal)
    {
        using var lab = new CloneLab(2);
        var sender = lab.Send(3, "--file", lab.MakeFile("golden", 1000));
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilEvent(sender, "joined", 2);
        sender.Signal(signal);

        Assert.Equal(130, sender.Wait(TimeSpan.FromSeconds(10)).Status);
        foreach (var receiver in receivers)
            Assert.Equal(1, receiver.Wait(TimeSpan.FromSeconds(10)).Status);
        Assert.All(receivers, receiver => Assert.Contains("stopped", CloneLab.ReasonOf(receiver), StringComparison.Ordinal));
    }

    [Needs(Need.Product)]
    public void A_node_interrupted_while_it_searches_ends_at_once()
    {
        using var lab = new CloneLab(1);
        var receiver = lab.Receive(1, "--file", lab.PathOf("node"));
        CloneLab.UntilEvent(receiver, "searching");
        receiver.Signal(SIGINT);

        Assert.Equal(130, receiver.Wait(TimeSpan.FromSeconds(3)).Status);
        Assert.False(File.Exists(lab.PathOf("node")));
    }
}
