using System;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using Ka.TestKit.Simulation;

namespace Ka.Simulate;

/// <summary>Whole rooms in virtual time, one seed after the other; or one seed again, with all that happened.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var names = new Argument<string[]>("SCENARIO")
        {
            Description = $"which: {string.Join(", ", SimScenario.All.Select(one => one.Name))}; without one, all but hall",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. SimScenario.All.Select(one => one.Name)]);
        var seed = new Option<int>("--seed") { Description = "the first one", DefaultValueFactory = _ => 1 };
        var runs = new Option<int>("--runs") { Description = "how many seeds of each scenario", DefaultValueFactory = _ => 1000 };
        var replay = new Option<bool>("--replay") { Description = "run --seed alone and print its events" };
        var root = new RootCommand("Runs the chain's decisions in simulated rooms. Prints each seed that breaks a promise.")
        {
            names,
            seed,
            runs,
            replay,
        };
        root.SetAction(parsed =>
        {
            var chosen = parsed.GetValue(names) is { Length: > 0 } given
                ? given
                : [.. SimScenario.All.Select(one => one.Name).Where(name => name != "hall")];
            var scenarios = SimScenario.All.Where(one => chosen.Contains(one.Name)).ToList();
            return parsed.GetValue(replay)
                ? scenarios.Sum(one => Replay(one, parsed.GetValue(seed))) == 0
                    ? 0
                    : 1
                : scenarios.Sum(one => Run(one, parsed.GetValue(seed), parsed.GetValue(runs))) == 0
                    ? 0
                    : 1;
        });
        return root.Parse(arguments).Invoke();
    }

    /// <returns>Seeds that broke a promise.</returns>
    private static int Run(SimScenario scenario, int first, int runs)
    {
        var clock = Stopwatch.StartNew();
        var broken = 0;
        for (var seed = first; seed < first + runs; seed++)
        {
            var (_, complaints) = scenario.Run(seed);
            if (complaints.Count == 0)
                continue;
            broken++;
            Console.WriteLine(
                $"{scenario.Name} --seed {seed} BROKEN: "
                    + $"{complaints[0]}{(complaints.Count > 1 ? $" (and {complaints.Count - 1} more)" : "")}"
            );
        }
        Console.WriteLine($"{scenario.Name}: {runs} seeds, {broken} broken, {clock.Elapsed.TotalSeconds:0.0} s");
        return broken;
    }

    private static int Replay(SimScenario scenario, int seed)
    {
        var plan = scenario.Plan(seed);
        Console.WriteLine($"{scenario.Name} --seed {seed}: {plan.Nodes} nodes, {plan.Cells} cells, window {plan.Window}");
        foreach (var fault in plan.Faults)
            Console.WriteLine(fault);
        var (room, complaints) = scenario.Run(seed, Console.WriteLine);
        Console.WriteLine(
            $"order {string.Join(' ', room.InOrder.Select(node => node.Id))}; over at "
                + $"{room.Time.Now.TotalSeconds:0.000} s, {room.Server.Rounds} rounds"
        );
        foreach (var complaint in complaints)
            Console.WriteLine($"BROKEN: {complaint}");
        return complaints.Count;
    }
}
