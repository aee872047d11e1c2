using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>Two builds of the program in turn: what a change of compiler, libraries or code gained or cost.</summary>
/// <param name="before">The path of the other build.</param>
internal sealed class BuildsSection(string before)
    : Section("builds", "the build under test beside the one that KA_BINARY_BEFORE names")
{
    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 5, Cubic = true });
        Chain[] chains = [new KaChain("before", before), new KaChain("now", Programs.Ka)];
        var race = new ChainRace(lab, chains);
        yield return "| nodes | build | MiB/s at the last node | CPU s per GiB and node, machine | the same, its processes |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var (nodes, bytes) in new[] { (1, 4L << 30), (4, 2L << 30) })
        {
            var figures = race.Run(nodes, bytes, runs);
            foreach (var chain in chains)
                yield return $"| {nodes} | {chain.Name} | {figures[chain].Columns} |";
        }
    }
}
