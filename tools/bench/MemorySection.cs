using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>What a receiver needs of memory at most, its window included.</summary>
internal sealed class MemorySection() : Section("memory", "peak memory of receivers by default settings")
{
    private const int Nodes = 2;
    private const long Bytes = 1L << 30;

    /// <summary>What the two nodes do with the stream: the second case fills every buffer there is.</summary>
    private static readonly (string What, string Command)[] s_consumers =
    [
        ("takes all at once", "cat > /dev/null"),
        ("takes nothing for 4 s", "sleep 4; cat > /dev/null"),
    ];

    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = Nodes + 1, Cubic = true });
        var commands = new CloneCommands("bench", CloneCommands.MakeToken(lab)) { WatchMemory = true };
        var file = lab.InMemory("random");
        Child.Run("dd", "if=/dev/urandom", "of=" + file, "bs=1M", "iflag=fullblock,count_bytes", $"count={Bytes}");
        yield return "| the consumer | peak of the relaying node, MiB | peak of the last node, MiB |";
        yield return "| --- | --- | --- |";
        foreach (var (what, command) in s_consumers)
        {
            var peaks = Enumerable.Range(0, Nodes).Select(_ => new Samples()).ToArray();
            for (var run = 1; run <= runs; run++)
            {
                KaChain.Run(lab, commands, Nodes, ["--file", file], _ => ["-e", command], out _, out var receivers);
                for (var node = 0; node < Nodes; node++)
                    peaks[node].Add(receivers[node].PeakBytes / 1024.0 / 1024);
                Progress.Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what}, run {run}: {receivers.Max(exit => exit.PeakBytes) >> 20} MiB"
                    )
                );
            }
            yield return $"| {what} | {peaks[0].Show("0")} | {peaks[1].Show("0")} |";
        }
    }
}
