using System.Collections.Generic;
using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>How much of a link's rate is used, and what more nodes cost.</summary>
internal sealed class ShapedSection() : Section("shaped", "chains over links of 1 Gbit/s and 100 Mbit/s")
{
    private static readonly (int Rate, long Bytes, int[] Nodes)[] s_cases =
    [
        (1000, 1L << 30, [1, 4, 16]),
        (100, 128L << 20, [1, 4, 16, 64]),
    ];

    public override IEnumerable<string> Measure(int runs)
    {
        yield return "| Mbit/s | nodes | chain | seconds | share of the rate | time(N) / time(1) |";
        yield return "| --- | --- | --- | --- | --- | --- |";
        foreach (var (rate, bytes, counts) in s_cases)
        {
            Chain[] chains = [new KaChain(), new MbufferChain()];
            using var lab = new NetworkLab(
                new LabOptions
                {
                    Hosts = counts[^1] + 1,
                    Rate = rate,
                    Cubic = true,
                }
            );
            var race = new ChainRace(lab, chains);
            var single = new Dictionary<Chain, double>();
            foreach (var nodes in counts)
            {
                var figures = race.Run(nodes, bytes, runs);
                foreach (var chain in chains)
                {
                    single.TryAdd(chain, figures[chain].Seconds.Median);
                    var ratio = (figures[chain].Seconds.Median / single[chain]).ToString("0.000", CultureInfo.InvariantCulture);
                    yield return $"| {rate} | {nodes} | {chain.Name} | {figures[chain].Seconds.Show("0.00")} | "
                        + $"{figures[chain].ShareOf(rate)} | {ratio} |";
                }
            }
        }
    }
}
