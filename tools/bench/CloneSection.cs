using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The main job: a tree to nodes with disks over a shaped link, compressed as the program sees fit.</summary>
internal sealed class CloneSection() : Section("clone", "the tree to 1 and 4 nodes over 1 Gbit/s, compressed")
{
    private const int Rate = 1000;
    private const long DiskBytes = 16L << 30;
    private static readonly int[] s_counts = [1, 4];

    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = s_counts[^1] + 1, Rate = Rate });
        using var tree = new SampleTree(lab);
        var commands = new CloneCommands("bench", CloneCommands.MakeToken(lab));
        var figures = s_counts.ToDictionary(nodes => nodes, _ => new CloneFigures(Rate));
        for (var run = 0; run <= runs; run++)
            foreach (var nodes in s_counts)
                Run(lab, tree, commands, nodes, run == 0 ? new CloneFigures(Rate) : figures[nodes]);
        yield return $"The tree: {tree}.";
        yield return "";
        yield return "| nodes | seconds | time of the uncompressed bytes at line rate | ratio of the two | "
            + "bytes / sealed bytes | CPU s a node | CPU s, golden node |";
        yield return "| --- | --- | --- | --- | --- | --- | --- |";
        foreach (var nodes in s_counts)
            yield return $"| {nodes} | {figures[nodes].Columns} |";
    }

    private static void Run(NetworkLab lab, SampleTree tree, CloneCommands commands, int nodes, CloneFigures figures)
    {
        var disks = new List<LabDisk>();
        try
        {
            for (var node = 1; node <= nodes; node++)
                disks.Add(new LabDisk(lab, $"node-{node}", "ext4", DiskBytes, inMemory: true));
            var passage = KaChain.Run(
                lab,
                commands,
                nodes,
                ["--tree", tree.Directory],
                node => ["--tree", disks[node - 1].Mount],
                out var report,
                out var receivers
            );
            figures.Add(passage, report, receivers);
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"N={nodes}: {report.Seconds:0.00} s"));
        }
        finally
        {
            foreach (var disk in disks)
                disk.Dispose();
        }
    }
}
