using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab.Serve;

/// <summary>What an operator's desk may do to a run, at once: the terminal is stopped, the program behind <c>--json</c> does not
/// read, and the golden node's cable is out.</summary>
/// <remarks>The disks are in memory, 8 GB: a disk that all of them share makes some slower than others, and a slow node is
/// served again in the next round (docs/adr/0026-slow-nodes.md).</remarks>
[Collection(Lane.Alone)]
public sealed class MisfortuneTests(ITestOutputHelper shown)
{
    private const int Nodes = 8;
    private const int Rate = 1000;
    private const int Megabytes = 800;

    private const string CtrlS = "\u0013";
    private const string CtrlQ = "\u0011";
    private const int Sigstop = 19;
    private const int Sigcont = 18;

    /// <summary>Time that the terminal and the reader are stopped.</summary>
    private static readonly TimeSpan s_stopped = TimeSpan.FromSeconds(60);

    /// <summary>Time that the cable is out: a switch port with spanning tree takes as long to forward again.</summary>
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(30);

    /// <summary>Time from one misfortune to the next.</summary>
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    [Needs(Need.Product)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Eight_nodes_are_done_though_terminal_reader_and_cable_of_the_golden_node_fail()
    {
        using var lab = new ServeLab(Nodes, Rate, rootMebibytes: 1100, inMemory: true);
        for (var node = 1; node <= Nodes; node++)
            lab.AddDisk(node, 1500);
        lab.AddLargeFile("large", Megabytes);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        // It holds less than a second's events.
        using var events = new Fifo(lab.PathOf("events"), capacity: 4096);
        var reader = lab.StartOnGolden("sh", "-c", $"exec cat '{events.Path}' >'{lab.PathOf("events.jsonl")}'");
        var command = string.Join(
            ' ',
            lab.ServeCommand(Nodes, "--yes", "--json", "--compress", "none").Select(word => $"'{word}'")
        );
        var golden = lab.Net.Start(
            lab.Net.Golden,
            new Launch("script", "-qefc", $"{command} >'{events.Path}'", "/dev/null") { InputFile = keyboard.Path }
        );
        var nodes = Enumerable.Range(1, Nodes).Select(node => lab.Replicate(node, "--json")).ToArray();
        CloneLab.UntilReceived(nodes[Nodes - 1], 100_000_000);

        var clock = Stopwatch.StartNew();
        keyboard.Write(CtrlS);
        reader.Signal(Sigstop);
        Interruption.Pause(s_between);
        Show(clock, "terminal and reader are stopped, the cable is pulled", nodes);
        var lines = golden.Output.Length;
        lab.Net.Golden.Link.Down();
        Interruption.Pause(s_outage);
        var least = Show(clock, "the cable is in again", nodes);
        Assert.InRange(least, 1, Megabytes * 900_000L);
        lab.Net.Golden.Link.Up();
        Interruption.Pause(s_stopped - clock.Elapsed);
        Show(clock, "terminal and reader go on", nodes);
        Assert.Equal(lines, golden.Output.Length);
        keyboard.Write(CtrlQ);
        reader.Signal(Sigcont);

        foreach (var child in nodes.Append(golden))
            child.Wait(s_patience);
        Show(clock, "the run has ended", nodes);
        lab.Expect(0, [.. nodes, golden]);
        var written = JsonEvents.In(lab.FileOfRun("events.jsonl"));
        foreach (
            var one in written.Where(one => one.Name() is "networkLost" or "networkBack" or "started" or "returned" or "end")
        )
            shown.WriteLine($"{one}");
        var report = lab.Report();
        // A machine that is too slow for nine has slow nodes, which are served again for that reason. No node is for another one.
        var slow = report.Demotions.Where(one => one.LeftBehind).Select(one => one.Address).ToHashSet();
        shown.WriteLine($"slow nodes: {string.Join(' ', slow)}");
        Assert.InRange(slow.Count, 0, Nodes / 2);
        Assert.Single(written, one => one.Name() == "networkLost");
        Assert.Equal(Enumerable.Repeat("done", Nodes), report.Nodes.Select(node => node.State));
        Assert.All(report.Nodes.Where(node => !slow.Contains(node.Address)), node => Assert.Equal(1, node.Round));
        for (var node = 1; node <= Nodes; node++)
            AssertWentOn(nodes[node - 1], isSlow: slow.Contains(lab.AddressOf(node)));
        Assert.Equal("end", JsonEvents.In(lab.PathOf("events.jsonl"))[^1].Name());
        for (var node = 1; node <= Nodes; node++)
            lab.Look(node, place => Child.Run("cmp", lab.Root + "/srv/large", place + "/srv/large"));
    }

    /// <summary>It lost the golden node and came back; its disks were made once, and unless it is slow, its position never went
    /// back.</summary>
    private static void AssertWentOn(Child node, bool isSlow)
    {
        var events = JsonEvents.Of(node);
        Assert.Single(events, one => one.Name() == "proceeding");
        Assert.Contains(events, one => one.Name() == "serverLost");
        Assert.Contains(events, one => one.Name() == "rejoined");
        if (isSlow)
            return;
        Assert.Single(events, one => one.Name() == "started");
        var positions = events.Where(one => one.Name() == "progress").Select(one => one.Number("sealedBytes")).ToList();
        Assert.Equal(positions.Order(), positions);
    }

    /// <returns>The bytes of the slowest node.</returns>
    private long Show(Stopwatch clock, string what, Child[] nodes)
    {
        var least = nodes.Min(CloneLab.BytesReceived);
        shown.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds:0.0} s: {what}; the slowest node has {least / 1e6:0} MB"
            )
        );
        return least;
    }
}
