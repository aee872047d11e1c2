using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The same for more nodes than the machine has any processors for.</summary>
internal sealed class ManyNodesSection() : Section("transport64", "a chain of 64 nodes, links as fast as the machine")
{
    private const int Nodes = 64;

    public override IEnumerable<string> Measure(int runs)
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = Nodes + 1, Cubic = true });
        Chain[] chains = [new KaChain(), new MbufferChain()];
        var figures = new ChainRace(lab, chains).Run(Nodes, 256L << 20, runs);
        yield return "| nodes | chain | MiB/s at the last node | CPU s per GiB and node, machine | the same, its processes |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var chain in chains)
            yield return $"| {Nodes} | {chain.Name} | {figures[chain].Columns} |";
    }
}
