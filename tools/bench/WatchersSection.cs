using System.Collections.Generic;
using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>What it costs a run to be looked at.</summary>
internal sealed class WatchersSection()
    : Section("watchers", "64 nodes over 100 Mbit/s, with and without somebody who watches all of them")
{
    private const int Nodes = 64;
    private const int Rate = 100;
    private const long Bytes = 64L << 20;

    public override IEnumerable<string> Measure(int runs)
    {
        Chain alone = new WatchedChain(isWatched: false),
            watched = new WatchedChain(isWatched: true);
        using var lab = new NetworkLab(
            new LabOptions
            {
                Hosts = Nodes + 1,
                Rate = Rate,
                Cubic = true,
            }
        );
        var figures = new ChainRace(lab, alone, watched).Run(Nodes, Bytes, runs);
        yield return "| watched | seconds | time / time of the unwatched run |";
        yield return "| --- | --- | --- |";
        foreach (var chain in new[] { alone, watched })
        {
            var ratio = (figures[chain].Seconds.Median / figures[alone].Seconds.Median).ToString(
                "0.000",
                CultureInfo.InvariantCulture
            );
            yield return $"| {chain.Name} | {figures[chain].Seconds.Show("0.00")} | {ratio} |";
        }
    }
}
