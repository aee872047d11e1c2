using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>What one node's misfortune costs the others.</summary>
/// <remarks>Our chain and the others are sections of their own: most of the hour that the others take is waiting for what
/// hangs.</remarks>
internal sealed class FaultSection(string name, string what, params FaultChain[] chains) : Section(name, what)
{
    private const int Bytes = 512 << 20;
    private static readonly (string Name, int Node)[] s_places = [("head", 1), ("middle", 2), ("tail", FaultTrial.Nodes)];
    private static readonly (string Name, int Node)[] s_anyPlace = [("any", 2)];

    public override IEnumerable<string> Measure(int runs)
    {
        var golden = new byte[Bytes];
        new Random(Bytes).NextBytes(golden);
        var trial = new FaultTrial(golden);
        yield return "| | node | chain | undisturbed, s | seconds added for the others | others with every byte | "
            + "others that lie | MiB resent a node |";
        yield return "| --- | --- | --- | --- | --- | --- | --- | --- |";
        foreach (var chain in chains)
        {
            var usual = Repeat(runs, () => trial.Run(chain, null, 0, TimeSpan.Zero));
            var seconds = Median(usual.Select(result => result.Seconds ?? double.NaN));
            var bytes = Median(usual.Select(result => (double)result.BytesOver));
            foreach (var fault in Enum.GetValues<Fault>())
            foreach (var (place, node) in chain.HasPlaces ? s_places : s_anyPlace)
            {
                var results = new List<FaultResult>();
                // What hung once would hang again, for as long as one cares to wait.
                while (results.Count < runs && results.All(result => result.Seconds is not null))
                    results.Add(trial.Run(chain, fault, node, TimeSpan.FromSeconds(seconds / 2)));
                Progress.Say(
                    string.Create(CultureInfo.InvariantCulture, $"{chain.Name} {fault} {place}: {string.Join(", ", results)}")
                );
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {fault} | {place} | {chain.Name} | {seconds:0.00} | {Added(results, seconds)} | "
                        + $"{Worst(results)} of {FaultTrial.Nodes - 1} | "
                )
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{results.Max(result => result.Lies)} | {Resent(results, bytes)} |"
                    );
            }
        }
    }

    private static List<FaultResult> Repeat(int runs, Func<FaultResult> run) => [.. Enumerable.Range(0, runs).Select(_ => run())];

    private static int Worst(IEnumerable<FaultResult> results) => results.Min(result => result.Intact);

    private static string Added(List<FaultResult> results, double usual)
    {
        if (results.Any(result => result.Seconds is null))
            return "hangs";
        if (Worst(results) < FaultTrial.Nodes - 1)
            return "cut short";
        var samples = new Samples();
        foreach (var result in results)
            samples.Add(result.Seconds!.Value - usual);
        return samples.Show("0.00");
    }

    // Of nodes that got less than everything it would be a lie.
    private static string Resent(List<FaultResult> results, double usual) =>
        Worst(results) < FaultTrial.Nodes - 1
            ? "-"
            : Median(results.Select(result => Math.Max(0, result.BytesOver - usual) / (1 << 20)))
                .ToString("0.0", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
