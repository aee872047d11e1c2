using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>Chains that carry the same file over the same hosts in turn: A B C A B C. Each one first proves with a hash that
/// the last node gets what was sent; that passage also warms everything up and does not count.</summary>
internal sealed class ChainRace(NetworkLab lab, params Chain[] chains)
{
    /// <summary>64 MiB over 64 slow links take six seconds; less would warm nothing.</summary>
    private const long ProofBytes = 64L << 20;

    /// <param name="bytes">The file's length; random bytes in memory.</param>
    public IReadOnlyDictionary<Chain, ChainFigures> Run(int nodes, long bytes, int runs)
    {
        Prove(nodes);
        var file = RandomFile("random", bytes);
        var figures = chains.ToDictionary(chain => chain, _ => new ChainFigures(nodes, bytes));
        for (var run = 1; run <= runs; run++)
            foreach (var chain in chains)
            {
                var passage = chain.Run(lab, nodes, file, null);
                figures[chain].Add(passage);
                Progress.Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"N={nodes} run {run} {chain.Name}: {passage.Seconds:0.00} s, "
                            + $"{bytes / passage.Seconds / (1 << 20):0} MiB/s, CPU {passage.MachineCpu:0.00} s"
                    )
                );
            }
        return figures;
    }

    private void Prove(int nodes)
    {
        var file = RandomFile("proof", ProofBytes);
        var expected = Child.Run("sha256sum", file).Split(' ')[0];
        var hashes = Path.Combine(lab.Directory, "hash-");
        foreach (var chain in chains)
        {
            chain.Run(lab, nodes, file, hashes);
            var found = File.ReadAllText(hashes + nodes);
            File.Delete(hashes + nodes);
            if (!found.StartsWith(expected, StringComparison.Ordinal))
                throw new ChildFailedException($"{chain.Name}: the last of {nodes} nodes got other bytes: {found}");
        }
    }

    private string RandomFile(string name, long bytes)
    {
        var path = lab.InMemory(name);
        if (!File.Exists(path) || new FileInfo(path).Length < bytes)
            Child.Run("dd", "if=/dev/urandom", "of=" + path, "bs=1M", "iflag=fullblock,count_bytes", $"count={bytes}");
        using var file = File.OpenWrite(path);
        file.SetLength(bytes);
        return path;
    }
}
