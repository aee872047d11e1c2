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
        var kind = random.Next(3) switch
        {
            0 => SimFaultKind.Freeze,
            1 => SimFaultKind.Cut,
            _ => SimFaultKind.Kill,
        };
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

    /// <summary>Any number of things that must harm nobody.</summary>
    public static SimPlan HarmlessAccidents(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random, 2, 12);
        return plan with { Faults = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Harmless(random, plan))] };
    }

    /// <summary>Anything, too much of it: who can be done is done, who is not is named, nothing hangs.</summary>
    public static SimPlan Storm(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random, 2, 24);
        var faults = Enumerable
            .Range(0, random.Next(1, 3 + plan.Nodes / 2))
            .Select(_ =>
                Any(random, plan, (SimFaultKind)random.Next(6)) with
                {
                    Count = random.Next(8) == 0 ? 5 : 1,
                    Duration = AnyDuration(random),
                }
            );
        return plan with { Faults = faults.ToArray() };
    }

    /// <summary>Some disks that are far slower than most of the others, from the start or from some moment on.</summary>
    public static SimPlan Drags(int seed)
    {
        var random = new Random(seed);
        var plan = Busy(seed, random);
        var (first, step) = (random.Next(plan.Nodes), 1 + random.Next(Math.Max(1, plan.Nodes / 3)));
        var drags = Enumerable
            .Range(0, Math.Min(random.Next(1, 4), (plan.Nodes - 1) / 3))
            .Select(i =>
                Any(random, plan, SimFaultKind.SlowDisk) with
                {
                    Place = (first + i * step) % plan.Nodes,
                    Trigger = random.Next(2) == 0 ? SimTrigger.Start : SimTrigger.Position,
                    Factor = 4 + random.NextDouble() * 30,
                }
            );
        return plan with { Faults = drags.ToArray() };
    }

    /// <summary>All disks are slower than the network, and differ by no more than disks of one kind do.</summary>
    public static SimPlan EquallySlow(int seed)
    {
        var random = new Random(seed);
        return Busy(seed, random) with
        {
            Cells = 3000,
            ConsumeTime = TimeSpan.FromMilliseconds(random.Next(3, 12)),
            Unevenness = 1.15,
            Faults = [],
        };
    }

    /// <summary>The same where a cell is what a chunk is to real disks: 1 MiB, of which they take 2 to 70 a second, and 30 to 110
    /// come in one.</summary>
    public static SimPlan EquallySlowByChunks(int seed)
    {
        var random = new Random(seed);
        return ByChunks(
            seed,
            random,
            cellTime => cellTime + TimeSpan.FromMilliseconds(5 + 495 * Math.Pow(random.NextDouble(), 2))
        ) with
        {
            Unevenness = 1.1,
            Jitter = 0.3,
        };
    }

    /// <summary>One disk that takes 1 to 25 chunks a second, where the others take 4 to 20 times as much.</summary>
    public static SimPlan DragsByChunks(int seed)
    {
        var random = new Random(seed);
        var plan = ByChunks(seed, random, cellTime => random.NextDouble() * 1.5 * cellTime);
        var others = plan.ConsumeTime > plan.CellTime ? plan.ConsumeTime : plan.CellTime;
        var drag = new SimFault(SimFaultKind.SlowDisk, random.Next(plan.Nodes), 1, SimTrigger.Start, TimeSpan.Zero)
        {
            Factor = (4 + random.NextDouble() * 16) * (others / plan.ConsumeTime),
        };
        return plan with { Faults = [drag] };
    }

    /// <summary>A hop that swallows what is sent over it, at any moment.</summary>
    public static SimPlan StuckHops(int seed)
    {
        var random = new Random(seed);
        var plan = Busy(seed, random);
        var stuck = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => Any(random, plan, SimFaultKind.HopStuck) with { Trigger = SimTrigger.Position });
        return plan with { Faults = stuck.ToArray() };
    }

    /// <summary>A room whose run takes long enough to see who drags.</summary>
    private static SimPlan Busy(int seed, Random random) =>
        new()
        {
            Seed = seed,
            Nodes = random.Next(4, 13),
            Cells = 6000,
            Window = random.Next(128, 512),
            InFlight = random.Next(4, 16),
            CellTime = TimeSpan.FromMilliseconds(2),
            ConsumeTime = TimeSpan.FromMilliseconds(1),
            Deadline = TimeSpan.FromMinutes(30),
        };

    private static SimPlan ByChunks(int seed, Random random, Func<TimeSpan, TimeSpan> consumeTime)
    {
        var cellTime = TimeSpan.FromMilliseconds(random.Next(9, 30));
        var plan = new SimPlan
        {
            Seed = seed,
            Nodes = random.Next(3, 13),
            Window = random.Next(4, 65),
            InFlight = random.Next(1, 4),
            CellTime = cellTime,
            ConsumeTime = consumeTime(cellTime),
            Deadline = TimeSpan.FromMinutes(30),
        };
        return plan with { Cells = 100 + (int)(TimeSpan.FromSeconds(20) / (plan.CellTime + plan.ConsumeTime)) };
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
        var faults = Enumerable
            .Range(0, deaths)
            .Select(i => Any(random, plan, SimFaultKind.Kill) with { Place = i * (nodes / deaths), Count = random.Next(1, 4) });
        return plan with { Faults = faults.ToArray() };
    }

    internal static SimPlan Room(int seed, Random random, int fewest, int most) =>
        new()
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

    internal static SimFault Any(Random random, SimPlan plan, SimFaultKind kind) =>
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
        TimeSpan.FromMilliseconds(
            random.Next(3) switch
            {
                0 => 2,
                1 => 100,
                _ => 2000,
            }
        );

    internal static TimeSpan? AnyDuration(Random random) =>
        random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.NextDouble() * 12);
}
