using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Soak;

/// <summary>One shape of chain, many scripts.</summary>
internal sealed class Ordeal(int nodes, int rate, int bytes, int least, int most, IReadOnlyList<Blow> blows)
{
    // The undisturbed time is a median: the machine itself is not quiet for sure.
    private const int Undisturbed = 3;

    private static readonly TimeSpan s_noLimit = TimeSpan.FromMinutes(3);

    /// <returns>Seeds of the runs that broke a promise.</returns>
    public IReadOnlyList<int> Run(int seed, int runs)
    {
        var usual = Enumerable.Range(0, Undisturbed).Select(_ => Once(null, s_noLimit).Took).Order().ElementAt(Undisturbed / 2);
        Console.WriteLine($"undisturbed: {usual.TotalSeconds:0.00} s, {nodes} nodes, {bytes >> 20} MiB, {rate} Mbit/s");
        var failed = new List<int>();
        for (var next = seed; next < seed + runs; next++)
        {
            var script = SoakScript.Random(next, nodes, least, most, blows, usual);
            var limit = usual + script.Allowance;
            var verdict = Once(script, limit);
            Show(script, verdict, limit);
            if (verdict.Problems.Count > 0)
                failed.Add(next);
        }
        return failed;
    }

    private SoakVerdict Once(SoakScript? script, TimeSpan limit)
    {
        using var run = new SoakRun(nodes, rate, bytes);
        return run.Run(script, limit);
    }

    private static void Show(SoakScript script, SoakVerdict verdict, TimeSpan limit)
    {
        Console.WriteLine(
            $"seed {script.Seed}: {(verdict.Problems.Count == 0 ? "kept" : "BROKEN")}, "
                + $"{verdict.Took.TotalSeconds:0.00} of at most {limit.TotalSeconds:0.00} s; {string.Join("; ", script.Events)}"
        );
        if (verdict.Problems.Count == 0)
            return;
        foreach (var problem in verdict.Problems)
            Console.WriteLine($"  {problem}");
        var log = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "soak")).FullName, $"seed-{script.Seed}.log");
        File.WriteAllText(
            log,
            string.Join('\n', script.Events.Select(happening => happening.ToString()).Append(verdict.Account))
        );
        Console.WriteLine($"  what everybody said: {log}");
    }
}
