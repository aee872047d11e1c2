using System;
using System.Linq;

namespace Ka.TestKit.Simulation;

/// <summary>Misfortunes of the golden node itself, drawn from a seed.</summary>
public static class SimGoldenScenarios
{
    /// <summary>Outages together are shorter than this: the hold of 90 s (docs/adr/0029-rejoin.md), less the silence before it is
    /// noticed and an attempt that fails at its end.</summary>
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(75);

    /// <summary>A golden node that admits no node for longer after an outage loses the nodes that return.</summary>
    private static readonly TimeSpan s_return = TimeSpan.FromSeconds(8);

    /// <summary>Who waits for nodes waits for an outage to end.</summary>
    private static readonly TimeSpan s_goAfter = TimeSpan.FromSeconds(110);

    /// <summary>Its cable is out for less than the hold, sometimes once more ten seconds later or more.</summary>
    public static SimPlan Outage(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random);
        var first = Any(random, plan, SimFaultKind.GoldenCut, random.NextDouble() * s_hold);
        if (random.Next(3) > 0 || first.Duration > s_hold / 2)
            return plan with { Faults = [first] };
        var second = first with
        {
            Delay = first.Delay + first.Duration!.Value + TimeSpan.FromSeconds(10 + random.NextDouble() * 20),
            Duration = random.NextDouble() * TimeSpan.FromSeconds(12),
        };
        return plan with { Faults = [first, second] };
    }

    /// <summary>Its cable is out for longer than the hold, or for good.</summary>
    public static SimPlan LastingOutage(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random);
        var duration = random.Next(3) == 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(80 + random.NextDouble() * 100);
        return plan with { Faults = [Any(random, plan, SimFaultKind.GoldenCut, duration)], Deadline = TimeSpan.FromMinutes(15) };
    }

    /// <summary>It stands still, as a stopped process or a suspended machine does, for less than the hold.</summary>
    public static SimPlan Standstill(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random);
        return plan with { Faults = [Any(random, plan, SimFaultKind.GoldenFreeze, random.NextDouble() * s_hold)] };
    }

    /// <summary>Its terminal is stopped for a while, and nodes are lost meanwhile.</summary>
    public static SimPlan StoppedOutput(int seed)
    {
        var plan = SimScenarios.Accidents(seed);
        var random = new Random(~seed);
        var stop = Any(random, plan, SimFaultKind.GoldenOutput, random.NextDouble() * TimeSpan.FromSeconds(60));
        return plan with { OutputCapacity = random.Next(1, 60), Faults = [.. plan.Faults, stop] };
    }

    /// <summary>Its disk is slow for a while, or stops.</summary>
    public static SimPlan SlowSource(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random) with { ProduceTime = TimeSpan.FromMilliseconds(random.Next(3)), Unevenness = 1 };
        var slow = Any(random, plan, SimFaultKind.GoldenDisk, TimeSpan.FromSeconds(1 + random.NextDouble() * 20));
        return plan with
        {
            Faults = [slow with { Factor = random.Next(3) == 0 ? 30_000 : 20 + random.NextDouble() * 500 }],
            Deadline = TimeSpan.FromMinutes(15),
        };
    }

    /// <summary>It gets no further descriptors for a while, when nodes join, come back, or look for a parent.</summary>
    public static SimPlan NoDescriptors(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random);
        var shortage = Any(random, plan, SimFaultKind.GoldenDescriptors, random.NextDouble() * TimeSpan.FromSeconds(40));
        var reset = new SimFault(
            SimFaultKind.HopReset,
            random.Next(plan.Nodes),
            random.Next(1, 3),
            shortage.Trigger,
            shortage.Delay
        )
        {
            Position = shortage.Position,
        };
        return plan with { Faults = [shortage, reset] };
    }

    /// <summary>Several of these at once, with small accidents of nodes. No other node may be harmed.</summary>
    public static SimPlan Misfortunes(int seed)
    {
        var plan = SimScenarios.HarmlessAccidents(seed);
        var random = new Random(~seed);
        // Two outages one after the other are no longer than one.
        var share = s_hold / 3;
        var golden = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => SimFaultKind.GoldenCut + random.Next(5))
            .Select(kind =>
                Any(random, plan, kind, random.NextDouble() * (kind == SimFaultKind.GoldenDescriptors ? s_return : share)) with
                {
                    Factor = random.NextDouble() * 200,
                }
            );
        return plan with
        {
            RetransmitsLate = true,
            OutputCapacity = 20,
            GoAfter = s_goAfter,
            Faults = [.. plan.Faults, .. golden],
            Deadline = TimeSpan.FromMinutes(15),
        };
    }

    private static SimPlan Room(int seed, Random random) =>
        SimScenarios.Room(seed, random, 2, 12) with
        {
            RetransmitsLate = true,
            GoAfter = s_goAfter,
            Unevenness = 1,
            Deadline = TimeSpan.FromMinutes(10),
        };

    private static SimFault Any(Random random, SimPlan plan, SimFaultKind kind, TimeSpan? duration) =>
        SimScenarios.Any(random, plan, kind) with
        {
            Duration = duration,
        };
}
