using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Demo;

/// <summary>The run from an empty machine to the verdict. Everything it makes is gone when it returns or throws.</summary>
internal sealed class Demonstration(Screen screen, int nodes, int rate)
{
    private const long DiskBytes = 3L << 30;
    private const int Done = 0;
    private const int SomeNodesFailed = 3;
    private const string FileSystem = "ext4";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <returns>True when every node has the golden node's tree.</returns>
    /// <exception cref="ChildFailedException">A step failed.</exception>
    public bool Run()
    {
        if (!File.Exists(Programs.Ka))
            throw new InvalidOperationException($"no {Programs.Ka}: ./build.sh builds it");
        screen.Step("The machines");
        using var lab = new NetworkLab(new LabOptions { Hosts = nodes + 1, Rate = rate });
        var disks = new List<LabDisk>();
        try
        {
            MakeDisks(lab, disks);
            return Clone(lab, disks[0], disks[1..]);
        }
        finally
        {
            foreach (var disk in disks)
                disk.Dispose();
        }
    }

    private void MakeDisks(NetworkLab lab, List<LabDisk> disks)
    {
        disks.Add(new LabDisk(lab, "golden", FileSystem, DiskBytes));
        for (var node = 1; node <= nodes; node++)
            disks.Add(new LabDisk(lab, $"node-{node}", FileSystem, DiskBytes));
        screen.Fact("golden", $"{lab.Hosts[0].Address}, a network namespace with a disk ({FileSystem} on a loop device)");
        screen.Fact("nodes", $"{nodes}, from {lab.Hosts[1].Address} to {lab.Hosts[^1].Address}, each with an empty disk");
        screen.Fact("links", Text($"{rate} Mbit/s both ways, shaped by tbf, joined by a bridge"));
        new DebianTree(screen, lab).Extract(disks[0].Mount);
    }

    private bool Clone(NetworkLab lab, LabDisk golden, IReadOnlyList<LabDisk> targets)
    {
        screen.Step("The clone");
        var commands = new CloneCommands("demo", CloneCommands.MakeToken(lab));
        var send = commands.Send(nodes, "--tree", golden.Mount) with { ShowErrors = true };
        screen.Fact("golden", "$ " + Short(send, lab));
        var receive = commands.Receive("--tree", targets[0].Mount);
        screen.Fact("node N", "$ " + Short(receive, lab).Replace("node-1", "node-N", StringComparison.Ordinal));
        screen.Line();
        using var sender = lab.Hosts[0].Start(send);
        var receivers = targets
            .Select((target, index) => lab.Hosts[index + 1].Start(commands.Receive("--tree", target.Mount)))
            .ToArray();
        try
        {
            if (sender.Wait(s_patience).Status is not (Done or SomeNodesFailed))
                throw new ChildFailedException($"ka send ended with exit status {sender.Exit!.Status}");
            foreach (var receiver in receivers)
                receiver.Wait(TimeSpan.FromSeconds(30));
            return Judge(golden, targets, sender, receivers);
        }
        finally
        {
            foreach (var receiver in receivers)
                receiver.Dispose();
        }
    }

    private bool Judge(LabDisk golden, IReadOnlyList<LabDisk> targets, Child sender, Child[] receivers)
    {
        var report = SendReport.Parse(sender.Output);
        screen.Step("The comparison");
        screen.Line("  node  address      receipt  exit  rsync -aHAXn --delete --checksum  sparse, ns, devices  CPU s");
        var identical = 0;
        for (var node = 0; node < targets.Count; node++)
        {
            screen.Now($"  comparing node {node + 1} of {targets.Count}");
            var verdict = NodeVerdict.Of(golden.Mount, targets[node].Mount);
            var receiver = receivers[node].Exit!;
            var good = verdict.IsIdentical && receiver.IsSuccess;
            identical += good ? 1 : 0;
            screen.Now("");
            PrintRow(node, report, verdict, receiver);
            if (!receiver.IsSuccess)
                screen.Line($"        {receivers[node].Errors.TrimEnd().Split('\n')[^1]}");
        }
        PrintFigures(golden, report, sender.Exit!, receivers);
        var all = identical == targets.Count && sender.Exit!.IsSuccess;
        screen.Line();
        screen.Line(
            all
                ? screen.Good($"  {identical} of {targets.Count} nodes are identical to the golden node.")
                : screen.Bad(
                    $"  {identical} of {targets.Count} nodes are identical to the golden node; ka send ended with "
                        + $"{sender.Exit!.Status}."
                )
        );
        return all;
    }

    private void PrintRow(int index, SendReport report, NodeVerdict verdict, ChildExit receiver)
    {
        var address = Text($"10.77.0.{index + 2}");
        var receipt = report.Nodes.FirstOrDefault(node => node.Address == address)?.State ?? "none";
        screen.Line(
            Text($"  {index + 1, 4}  {address, -11}  {receipt, -7}  {receiver.Status, 4}  ")
                + Verdict(verdict.Rsync, 33)
                + "  "
                + Verdict(verdict.Tree, 19)
                + Text($"  {receiver.Cpu.TotalSeconds, 5:0.0}")
        );
        foreach (var difference in verdict.Rsync.Concat(verdict.Tree).Take(10))
            screen.Line("        " + difference);
    }

    private string Verdict(IReadOnlyList<string> differences, int width)
    {
        var word = differences.Count == 0 ? "identical" : $"{differences.Count} differences";
        return (differences.Count == 0 ? screen.Good(word) : screen.Bad(word))
            + new string(' ', Math.Max(0, width - word.Length));
    }

    private void PrintFigures(LabDisk golden, SendReport report, ChildExit sender, Child[] receivers)
    {
        var (bytes, link, line) = ((double)report.Bytes, (double)report.SealedBytes, rate * 1e6 / 8);
        var cpu = receivers.Average(receiver => receiver.Exit!.Cpu.TotalSeconds);
        screen.Step("The figures");
        screen.Fact(
            "tree",
            Text($"{golden.CountFiles():N0} files, {Mega(bytes)} as an archive, ")
                + Text($"{Mega(link)} on each link (1 : {bytes / link:0.00})")
        );
        screen.Fact(
            "time",
            Text($"{report.Seconds:0.00} s to the last node's receipt; {report.DrainSeconds:0.00} s of it to empty the pipeline")
        );
        var speed = bytes / report.Seconds;
        screen.Fact("speed", Text($"{Mega(speed)}/s at every node, {Mega(speed * receivers.Length)}/s in all"));
        screen.Fact(
            "line",
            Text($"{link / report.Seconds / line:0.0%} of the rate was used, of which TCP can have 95.6%")
                + Text($"; uncompressed it would take {bytes / (0.956 * line):0.0} s")
        );
        screen.Fact(
            "CPU",
            Text(
                $"{sender.Cpu.TotalSeconds:0.0} s on the golden node, {cpu:0.0} s on a node ({cpu / (bytes / 1e9):0.00} s per GB)"
            ) + Text($"; all share {Environment.ProcessorCount} processors here")
        );
    }

    /// <summary>The command as a person would type it: no directories of the lab.</summary>
    private static string Short(Launch launch, NetworkLab lab) =>
        launch
            .ToString()
            .Replace(Programs.Ka, "ka", StringComparison.Ordinal)
            .Replace(lab.Directory, "", StringComparison.Ordinal)
            .Replace(" --json", "", StringComparison.Ordinal);

    private static string Mega(double bytes) => Text($"{bytes / 1e6:N0} MB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
