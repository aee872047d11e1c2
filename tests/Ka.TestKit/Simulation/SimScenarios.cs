using System;
using System.Linq;

namespace Ka.TestKit.Simulation;

/// <summary>Rooms and misfortunes drawn from a seed.</summary>
public static class SimScenarios
{
    /// <summary>One to three neighbours at once, for good, at any moment: everybody else must be done.</summary>
    public static SimPlan Neighbours(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random, 4, 16);
        var kind = random.Next(3) switch { 0 => SimFaultKind.Freeze, 1 => SimFaultKind.Cut, _ => SimFaultKind.Kill };
        return plan with { Faults = [Any(random, plan, kind) with { Count = random.Next(1, 4) }] };
    }

    /// <summary>Up to three nodes lost in all, each at its own moment, and any number of things that must harm nobody: short
    /// freezes and cuts, broken connections, failing disks.</summary>
    public static SimPlan Accidents(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random, 4, 12);
        var lost = Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, plan, (SimFaultKind)random.Next(3)));
        var harmless = Enumerable.Range(0, random.Next(5)).Select(_ => Harmless(random, plan));
        return plan with { Faults = lost.Concat(harmless).ToArray() };
    }

    /// <summary>Anything, too much of it: who can be done is done, who is not is named, nothing hangs.</summary>
    public static SimPlan Storm(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random, 2, 24);
        var faults = Enumerable.Range(0, random.Next(1, 3 + plan.Nodes / 2)).Select(_ =>
            Any(random, plan, (SimFaultKind)random.Next(6)) with
            {
                Count = random.Next(8) == 0 ? 5 : 1,
                Duration = AnyDuration(random),
            });
        return plan with { Faults = faults.ToArray() };
    }

    /// <summary>A hall of machines, of which some die.</summary>
    public static SimPlan Hall(int seed, int nodes, int cells, int deaths)
    {
        var random = new Random(seed);
        var plan = new SimPlan
        {
            Seed = seed,
            Nodes = nodes,
            Cells = cells,
            Window = 64,
            CellTime = TimeSpan.FromMilliseconds(0.5),
            ConsumeTime = TimeSpan.Zero,
            Latency = TimeSpan.FromMilliseconds(0.05),
        };
        // Far enough from each other that never more than three neighbours are lost.
        var faults = Enumerable.Range(0, deaths).Select(i =>
            Any(random, plan, SimFaultKind.Kill) with { Place = i * (nodes / deaths), Count = random.Next(1, 4) });
        return plan with { Faults = faults.ToArray() };
    }

    private static SimPlan Room(int seed, Random random, int fewest, int most) => new()
    {
        Seed = seed,
        Nodes = random.Next(fewest, most + 1),
        Cells = random.Next(1, 150),
        Window = random.Next(4, 48),
        InFlight = random.Next(1, 8),
        CellTime = TimeSpan.FromMilliseconds(random.Next(1, 20)),
        Latency = TimeSpan.FromMilliseconds(0.05 + random.NextDouble() * 3),
        ConsumeTime = TimeSpan.FromMilliseconds(random.Next(12)),
        Unevenness = random.Next(2) == 0 ? 1 : 1 + random.NextDouble() * 20,
        FinishTime = TimeSpan.FromMilliseconds(random.Next(1500)),
    };

    private static SimFault Any(Random random, SimPlan plan, SimFaultKind kind) =>
        new(kind, random.Next(plan.Nodes), 1, (SimTrigger)random.Next(5), random.NextDouble() * AnyDelay(random))
        {
            Position = random.Next(plan.Cells + 1),
        };

    private static SimFault Harmless(Random random, SimPlan plan)
    {
        var kind = random.Next(4) switch
        {
            0 => SimFaultKind.Freeze,
            1 => SimFaultKind.Cut,
            2 => SimFaultKind.HopReset,
            _ => SimFaultKind.DiskFailure,
        };
        return Any(random, plan, kind) with { Duration = TimeSpan.FromSeconds(random.NextDouble() * 3) };
    }

    private static TimeSpan AnyDelay(Random random) =>
        TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 2, 1 => 100, _ => 2000 });

    private static TimeSpan? AnyDuration(Random random) =>
        random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.NextDouble() * 12);
}
