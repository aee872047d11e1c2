using System;
using System.Linq;
using Ka.Coordination;

namespace Ka.TestKit.Simulation;

/// <summary>Runs that install, drawn from a seed: the plan is judged, the operator is asked, disks are made, streams come, the
/// tree is prepared.</summary>
public static class SimInstallScenarios
{
    /// <summary>Nodes that do not fit, nodes that come late, an operator who says yes or no, and accidents of nodes at any
    /// moment.</summary>
    public static SimPlan Install(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random);
        var faults = Enumerable
            .Range(0, random.Next(4))
            .Select(_ =>
                SimScenarios.Any(random, plan, (SimFaultKind)random.Next(5)) with
                {
                    Duration = SimScenarios.AnyDuration(random),
                    Delay = random.NextDouble() * TimeSpan.FromSeconds(8),
                }
            );
        return plan with { Faults = [.. faults] };
    }

    /// <summary>The same with misfortunes of the golden node instead.</summary>
    public static SimPlan InstallWithMisfortunes(int seed)
    {
        var random = new Random(seed);
        var plan = Room(seed, random) with { RetransmitsLate = true, Unevenness = 1, GoAfter = TimeSpan.FromSeconds(110) };
        var faults = Enumerable
            .Range(0, random.Next(1, 3))
            .Select(_ =>
                SimScenarios.Any(random, plan, SimFaultKind.GoldenCut + random.Next(5)) with
                {
                    Duration = random.NextDouble() * TimeSpan.FromSeconds(35),
                    Delay = random.NextDouble() * TimeSpan.FromSeconds(8),
                    Factor = random.NextDouble() * 200,
                }
            );
        return plan with { Faults = [.. faults] };
    }

    /// <summary>Runs that end when their clones have booted: some never do, and machines have accidents.</summary>
    public static SimPlan Boots(int seed)
    {
        var random = new Random(seed);
        var plan = random.Next(2) == 0 ? Install(seed) : InstallWithMisfortunes(seed);
        return plan with
        {
            Install = plan.Install! with
            {
                BootPatience = TimeSpan.FromSeconds(40 + random.Next(60)),
                BootTime = random.NextDouble() * TimeSpan.FromSeconds(30),
                HangsEvery = random.Next(2) == 0 ? random.Next(1, 5) : 0,
            },
        };
    }

    private static SimPlan Room(int seed, Random random)
    {
        var late = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        var plan = SimScenarios.Room(seed, random, 2, 9);
        return plan with
        {
            Nodes = plan.Nodes + late,
            LateNodes = late,
            LateTime = TimeSpan.FromSeconds(1 + random.NextDouble() * 15),
            OutputCapacity = random.Next(2) == 0 ? 10 : 10_000,
            Deadline = TimeSpan.FromMinutes(40),
            Install = new SimInstall
            {
                JudgeTime = TimeSpan.FromMilliseconds(random.Next(2000)),
                MakeTime = random.NextDouble() * TimeSpan.FromSeconds(8),
                PrepareTime = random.NextDouble() * TimeSpan.FromSeconds(8),
                AnswerTime = random.NextDouble() * TimeSpan.FromSeconds(10),
                Agrees = random.Next(8) > 0,
                AgreesToLate = random.Next(3) > 0,
                Late = (LateNodes)random.Next(3),
                UnfitEvery = random.Next(3) == 0 ? random.Next(2, 5) : 0,
                PlanLength = random.Next(8) == 0 ? 70_000 : 100,
            },
        };
    }
}
