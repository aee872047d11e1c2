using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A tree from one ext4 to another, by us and by the tars: reading alone, writing alone, both.</summary>
internal sealed class TreeSection() : Section("tree", "a large tree, read, written and copied")
{
    private static readonly TreeWay s_chain = new("ka send \\| ka recv --no-sync", "copy", "");
    private static readonly TreeWay s_chainToDisk = new("ka send \\| ka recv", "copy to the disk", "");
    private const long DiskBytes = 16L << 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2, Cubic = true });
        using var tree = new SampleTree(lab);
        TreeWay[] ways = [.. TreeWay.OfOthers, .. TreeWay.OfArchive(TreeWay.ArchiveProgram()), s_chain, s_chainToDisk];
        var archive = lab.InMemory("tree.tar");
        Child.Run(
            new Launch("tar", "--xattrs", "--xattrs-include=*", "--acls", "-cf", archive, "-C", tree.Directory, "."),
            s_patience
        );
        var commands = new CloneCommands("bench", CloneCommands.MakeToken(lab));
        var seconds = ways.ToDictionary(way => way, _ => new Samples());
        var cpu = ways.ToDictionary(way => way, _ => new Samples());
        // The first round warms up and does not count.
        for (var run = 0; run <= runs; run++)
            foreach (var way in ways)
            {
                var passage =
                    way.Command.Length == 0
                        ? Send(lab, commands, tree, sync: way == s_chainToDisk)
                        : Time(lab, way, tree, archive);
                Progress.Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"run {run} {way.Name}: {passage.Seconds:0.00} s, CPU {passage.ProcessCpu:0.00} s"
                    )
                );
                if (run == 0)
                    continue;
                seconds[way].Add(passage.Seconds);
                cpu[way].Add(passage.ProcessCpu);
            }
        return Table(tree, ways, seconds, cpu);
    }

    private static Passage Time(NetworkLab lab, TreeWay way, SampleTree tree, string archive)
    {
        using var disk = new LabDisk(lab, "target", "ext4", DiskBytes, inMemory: true);
        var busy = Machine.CpuSeconds();
        using var child = Child.Start(
            new Launch("bash", "-o", "pipefail", "-c", way.Command, "way", tree.Directory, archive, disk.Mount)
        );
        var exit = child.WaitForSuccess(s_patience);
        return new Passage(exit.Elapsed.TotalSeconds, Machine.CpuSeconds() - busy, exit.Cpu.TotalSeconds);
    }

    /// <summary>The wall clock of it all, joining included, as the others are measured.</summary>
    private static Passage Send(NetworkLab lab, CloneCommands commands, SampleTree tree, bool sync)
    {
        using var disk = new LabDisk(lab, "target", "ext4", DiskBytes, inMemory: true);
        var clock = Stopwatch.StartNew();
        var passage = KaChain.Run(
            lab,
            commands,
            1,
            ["--tree", tree.Directory, "--compress", "none"],
            _ => sync ? ["--tree", disk.Mount] : ["--tree", disk.Mount, "--no-sync"],
            out _,
            out _
        );
        return passage with { Seconds = clock.Elapsed.TotalSeconds };
    }

    private static IEnumerable<string> Table(
        SampleTree tree,
        TreeWay[] ways,
        Dictionary<TreeWay, Samples> seconds,
        Dictionary<TreeWay, Samples> cpu
    )
    {
        yield return $"The tree: {tree}.";
        yield return "";
        yield return "| what | way | seconds | against GNU tar | CPU s |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var kind in ways.Select(way => way.Kind).Distinct())
        {
            var reference = seconds[ways.First(way => way.Kind == kind)].Median;
            foreach (var way in ways.Where(way => way.Kind == kind))
            {
                var ratio = (seconds[way].Median / reference).ToString("0.00", CultureInfo.InvariantCulture);
                yield return $"| {kind} | {way.Name} | {seconds[way].Show("0.00")} | {ratio} | {cpu[way].Show("0.00")} |";
            }
        }
    }
}
