using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>How fast nothing but bytes go through the chain, and at what cost.</summary>
internal sealed class TransportSection() : Section("transport", "chains of 1, 4 and 16 nodes, links as fast as the machine")
{
    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 17, Cubic = true });
        Chain[] chains = [new KaChain(), new MbufferChain(), new SocatChain()];
        var race = new ChainRace(lab, chains);
        yield return "| nodes | chain | MiB/s at the last node | CPU s per GiB and node, machine | the same, its processes |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var (nodes, bytes) in new[] { (1, 4L << 30), (4, 2L << 30), (16, 1L << 30) })
        {
            var figures = race.Run(nodes, bytes, runs);
            foreach (var chain in chains)
                yield return $"| {nodes} | {chain.Name} | {figures[chain].Columns} |";
        }
    }
}
