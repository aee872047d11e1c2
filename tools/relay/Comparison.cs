using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Relay;

/// <summary>Runs each technique in turn, round by round, so that what else the machine does falls on all of them.</summary>
internal sealed class Comparison(Testbed testbed, double seconds, int rounds)
{
    private const double MiB = 1 << 20;
    private const double GiB = 1 << 30;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public void Run()
    {
        Measure(Technique.All[0]);
        var results = Technique.All.ToDictionary(technique => technique, _ => new List<Result>());
        for (var round = 0; round < rounds; round++)
            foreach (var technique in Technique.All)
                results[technique].Add(Measure(technique));
        Print(results);
    }

    private Result Measure(Technique technique)
    {
        var source = testbed.Start(0, "source", seconds.ToString(CultureInfo.InvariantCulture));
        var nodes = Enumerable
            .Range(1, testbed.Hosts - 1)
            .Select(i => testbed.Start(i, "node", technique.Name, Testbed.AddressOf(i - 1), (i < testbed.Hosts - 1).ToString()))
            .ToList();
        try
        {
            var reports = nodes.Select(ReadReport).ToList();
            var last = reports[^1];
            return reports.All(report => report[0] == last[0])
                ? new Result(last[0] / MiB / last[1], reports.Average(report => report[2]) / (last[0] / GiB))
                : throw new InvalidOperationException($"{technique.Name}: the nodes do not agree on the length");
        }
        finally
        {
            foreach (var process in nodes.Append(source))
                End(process);
        }
    }

    /// <summary>Bytes, seconds, processor seconds.</summary>
    private static double[] ReadReport(Process node)
    {
        using var deadline = new System.Threading.Timer(
            _ => node.Kill(true),
            null,
            s_patience,
            System.Threading.Timeout.InfiniteTimeSpan
        );
        var line = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return node.ExitCode == 0
            ? [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"a node failed with {node.ExitCode}");
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
            process.Kill(true);
        process.Dispose();
    }

    private void Print(Dictionary<Technique, List<Result>> results)
    {
        Console.WriteLine($"chain of {testbed.Hosts - 1} nodes on veth, {seconds} s a run, median (lowest-highest) of {rounds}");
        Console.WriteLine($"{"technique", -16}{"MiB/s at the last node", 28}{"CPU s per GiB per node", 28}");
        foreach (var (technique, runs) in results)
            Console.WriteLine(
                $"{technique.Name, -16}{Spread(runs, run => run.Rate, "F0"), 28}{Spread(runs, run => run.Cost, "F3"), 28}"
            );
    }

    private static string Spread(List<Result> runs, Func<Result, double> figure, string format)
    {
        var sorted = runs.Select(figure).Order().Select(value => value.ToString(format, CultureInfo.InvariantCulture)).ToList();
        return $"{sorted[sorted.Count / 2]} ({sorted[0]}-{sorted[^1]})";
    }

    private sealed record Result(double Rate, double Cost);
}
