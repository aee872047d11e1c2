using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>What each further node costs the golden node, apart from the chain: memory, threads, control traffic.</summary>
internal sealed class ScaleSection() : Section("scale", "one golden node with 1, 100 and 400 nodes that wait")
{
    private static readonly int[] s_counts = [1, 100, 400];
    private static readonly TimeSpan s_listening = TimeSpan.FromSeconds(10);

    // A node that waits says as much as one that receives: its figures, once a second.
    public override IEnumerable<string> Measure(int runs)
    {
        yield return "| nodes | memory of the golden node, MiB | threads | control bytes a second and node, to the golden node | "
            + "from it |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var nodes in s_counts)
        {
            var (memory, threads, to, from) = (new Samples(), new Samples(), new Samples(), new Samples());
            for (var run = 0; run < runs; run++)
                Wait(nodes, memory, threads, to, from);
            Progress.Say($"{nodes} nodes: {memory.Show("0.0")} MiB");
            yield return $"| {nodes} | {memory.Show("0.0")} | {threads.Show("0")} | {to.Show("0")} | {from.Show("0")} |";
        }
    }

    private static void Wait(int nodes, Samples memory, Samples threads, Samples to, Samples from)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        var commands = new CloneCommands("bench", CloneCommands.MakeToken(lab));
        var children = new List<Child>();
        try
        {
            children.Add(lab.Hosts[0].Start(commands.Send(nodes + 1, "--file", "/dev/null")));
            for (var node = 0; node < nodes; node++)
                children.Add(lab.Hosts[1].Start(commands.Receive("--file", "/dev/null")));
            while (Joined(children[0]) < nodes)
                Interruption.Pause(TimeSpan.FromMilliseconds(100));
            var before = (Up: lab.Hosts[0].Link.BytesToHost(), Down: lab.Hosts[1].Link.BytesToHost());
            Interruption.Pause(s_listening);
            to.Add((lab.Hosts[0].Link.BytesToHost() - before.Up) / s_listening.TotalSeconds / nodes);
            from.Add((lab.Hosts[1].Link.BytesToHost() - before.Down) / s_listening.TotalSeconds / nodes);
            memory.Add(StatusOf(children[0], "VmRSS:") / 1024.0);
            threads.Add(StatusOf(children[0], "Threads:"));
        }
        finally
        {
            foreach (var child in children)
                child.Dispose();
        }
    }

    private static int Joined(Child sender)
    {
        if (sender.Exit != null)
            throw new ChildFailedException(sender.Account());
        return sender.Output.Split("\"joined\",").Length - 1;
    }

    /// <summary>A number of proc_pid_status(5).</summary>
    private static long StatusOf(Child child, string label) =>
        long.Parse(
            File.ReadLines($"/proc/{child.Id}/status")
                .First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..]
                .Replace("kB", "", StringComparison.Ordinal)
                .Trim(),
            CultureInfo.InvariantCulture
        );
}
