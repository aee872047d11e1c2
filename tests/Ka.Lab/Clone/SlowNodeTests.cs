using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A node that cannot keep up: the others go on without it, and it is served after them.</summary>
[Collection(Lane.Alone)]
public sealed class SlowNodeTests
{
    private const int SIGSTOP = 19;
    private const int SIGCONT = 18;
    private const int Nodes = 6;
    private const int Bytes = 250_000_000;

    /// <summary>Of each link, in Mbit/s.</summary>
    private const int Rate = 400;

    private static readonly TimeSpan s_onTheWire = TimeSpan.FromSeconds(Bytes * 8.0 / (Rate * 1e6));

    [Needs(Need.Product)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Nodes)]
    public void A_node_with_a_slow_disk_costs_the_others_five_seconds_at_most_and_is_done_in_the_next_round(int slow)
    {
        // In memory: this machine's disk, which all of them would share, may be slow itself.
        using var lab = new CloneLab(Nodes, Rate);
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(Nodes, "--file", file, "--compress", "none", "--window", "32M");
        var receivers = Enumerable
            .Range(1, Nodes)
            .Select(node =>
                node == slow
                    ? lab.Receive(node, "--window", "32M", "-e", SlowAtFirst(lab))
                    : lab.Receive(node, "--window", "32M", "--file", lab.InMemory($"node-{node}"))
            )
            .ToArray();
        CloneLab.UntilEvent(sender, "started");
        var clock = Stopwatch.StartNew();
        var others = receivers.Where((_, index) => index != slow - 1).ToArray();
        lab.Expect(0, others);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, s_onTheWire + TimeSpan.FromSeconds(5));
        lab.Expect(0, sender, receivers[slow - 1]);
        for (var node = 1; node <= Nodes; node++)
            CloneLab.AssertSameFile(file, node == slow ? lab.PathOf("slow") : lab.InMemory($"node-{node}"));
        Assert.Contains(JsonEvents.Of(sender), one => one.Has("node", "change", "demotion"));
        AssertDemoted(lab.Report(sender, 0), lab.Node(slow).Address);
    }

    [Needs(Need.Product)]
    public void One_of_eight_that_takes_5_MB_a_second_of_a_gigabit_makes_the_others_fifteen_percent_slower_at_most()
    {
        var undisturbed = SecondsOfOthers(slow: null);
        var disturbed = SecondsOfOthers(slow: 4);
        Assert.True(disturbed < undisturbed * 1.15, $"{disturbed:0.00} s with a slow node, {undisturbed:0.00} s without");
    }

    /// <summary>1.6 GB to eight nodes over 1 Gbit/s: seconds from the start until the last one that is not slow is done. The slow
    /// one is done too, in the next round.</summary>
    private static double SecondsOfOthers(int? slow)
    {
        using var lab = new CloneLab(8, rate: 1000);
        var file = lab.PathOf("golden");
        using (var sparse = File.Create(file))
            sparse.SetLength(1_600_000_000);
        var sender = lab.Send(8, "--file", file, "--compress", "none");
        var receivers = Enumerable
            .Range(1, 8)
            .Select(node =>
                node == slow ? lab.Receive(node, "-e", SlowAtFirst(lab, "/dev/null")) : lab.Receive(node, "--file", "/dev/null")
            )
            .ToArray();
        CloneLab.UntilEvent(sender, "started");
        var clock = Stopwatch.StartNew();
        lab.Expect(0, [.. receivers.Where((_, index) => index + 1 != slow)]);
        var seconds = clock.Elapsed.TotalSeconds;
        lab.Expect(0, [sender, .. receivers]);
        Assert.Equal(slow is null, lab.Report(sender, 0).Demotions.Count == 0);
        return seconds;
    }

    /// <summary>The report says who was demoted, when, and on what figures.</summary>
    private static void AssertDemoted(SendReport report, string address)
    {
        Assert.All(report.Demotions, demotion => Assert.Equal(address, demotion.Address));
        var last = report.Demotions[^1];
        Assert.True(last.LeftBehind);
        Assert.InRange(last.After, 0.5, report.Seconds);
        Assert.InRange(last.Rate, 1e6, 12e6);
        Assert.InRange(last.OthersRate, 2 * last.Rate, 1e9);
        Assert.InRange(report.Demotions.Sum(demotion => demotion.Cost), 0.05, 5);
    }

    [Needs(Need.Product)]
    public void When_all_disks_are_as_slow_nobody_is_left_behind()
    {
        using var lab = new CloneLab(3, rate: 1000);
        var file = lab.MakeFile("golden", 40_000_000);
        var sender = lab.Send(3, "--file", file, "--compress", "none", "--window", "8M");
        var receivers = Enumerable
            .Range(1, 3)
            .Select(node => lab.Receive(node, "--window", "8M", "-e", Slowly("> /dev/null")))
            .ToArray();
        lab.Expect(0, [sender, .. receivers]);
        Assert.Empty(lab.Report(sender, 0).Demotions);
    }

    [Needs(Need.Product)]
    public void A_node_that_stands_still_for_three_seconds_is_not_called_slow()
    {
        using var lab = new CloneLab(3, rate: 300);
        var file = lab.MakeFile("golden", 100_000_000);
        var sender = lab.Send(3, "--file", file, "--compress", "none", "--window", "16M");
        var receivers = Enumerable
            .Range(1, 3)
            .Select(node => lab.Receive(node, "--window", "16M", "--file", lab.PathOf($"node-{node}")))
            .ToArray();
        CloneLab.UntilReceived(receivers[2], 20_000_000);
        receivers[1].SignalAll(SIGSTOP);
        Interruption.Pause(TimeSpan.FromSeconds(3));
        receivers[1].SignalAll(SIGCONT);
        lab.Expect(0, [sender, .. receivers]);
        Assert.Empty(lab.Report(sender, 0).Demotions);
    }

    /// <summary>A command that takes 5 MB/s the first time, and all there is the second time.</summary>
    private static string SlowAtFirst(CloneLab lab, string? to = null)
    {
        var (mark, target) = (lab.PathOf("mark"), to ?? lab.PathOf("slow"));
        return $"if [ -e {mark} ]; then cat > {target}; else touch {mark}; : > {target}; {Slowly($">> {target}")}; fi";
    }

    /// <summary>About 8 MB/s, a quarter of a mebibyte at a time.</summary>
    private static string Slowly(string where) =>
        $"while [ \"$(dd bs=262144 count=1 iflag=fullblock status=none | tee -a /dev/fd/3 3{where} | wc -c)\" = 262144 "
        + "]; do sleep 0.03; done";
}
