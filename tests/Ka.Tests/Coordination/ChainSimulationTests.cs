using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Receiver;
using Ka.TestKit.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Tests.Coordination;

/// <summary>The whole chain in one thread and virtual time. A failure names its seed; KA_SEED=n runs that one alone,
/// KA_SEED=n KA_RUNS=m that and the next.</summary>
public sealed class ChainSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void A_run_without_accidents_takes_what_the_bytes_and_the_filling_take()
    {
        var plan = new SimPlan { Nodes = 10, Cells = 500 };
        var room = new SimRoom(plan);
        Assert.True(room.Run());
        Assert.Empty(SimVerdict.Complaints(room, survivorsAreDone: true));
        Assert.Equal(RunState.Done, room.Server.Outcome!.State);
        Assert.InRange(room.Time.Now, plan.Cells * plan.CellTime, plan.Undisturbed * 1.05);
    }

    [Fact]
    public void Any_three_neighbours_may_be_lost_at_any_moment() =>
        RunSeeds(2000, SimScenarios.Neighbours, survivorsAreDone: true);

    [Fact]
    public void Three_losses_and_any_number_of_harmless_accidents_leave_everybody_else_done() =>
        RunSeeds(2000, SimScenarios.Accidents, survivorsAreDone: true);

    [Fact]
    public void In_a_storm_every_node_is_done_or_named_and_nothing_hangs() =>
        RunSeeds(2000, SimScenarios.Storm, survivorsAreDone: false);

    [Fact]
    public void A_thousand_nodes_lose_some_and_the_others_are_done() =>
        RunSeeds(3, seed => SimScenarios.Hall(seed, nodes: 1000, cells: 150, deaths: 20), survivorsAreDone: true);

    [Fact]
    public void Ten_thousand_nodes_lose_some_and_the_others_are_done() =>
        RunSeeds(1, seed => SimScenarios.Hall(seed, nodes: 10_000, cells: 40, deaths: 30), survivorsAreDone: true);

    [Fact]
    public void Accidents_cost_two_seconds_for_a_dead_process_and_six_for_a_silent_machine() =>
        RunSeeds(
            500,
            SimScenarios.Accidents,
            room =>
            {
                var undisturbed = new SimRoom(room.Plan with { Faults = [] });
                undisturbed.Run();
                // Who came late, or was left behind, is served in a round of its own.
                var allowed = room.Plan.Faults.Aggregate(
                    undisturbed.Server.EndedAt * room.Server.Rounds + s_gatheringTime,
                    (sum, fault) => sum + Allowance(fault)
                );
                // The run itself lasts longer when its last node is silent: no other node waits for that one, and it may come
                // back.
                return room
                    .Nodes.Where(node => !node.WasHit && node.LeftAt > allowed)
                    .Select(node => $"node {node.Id} left at {node.LeftAt}, allowed {allowed}");
            }
        );

    /// <summary>As in docs/performance.md: cells of 1 MiB over 1 Gbit/s, and a disk that takes 20 of them a second.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_slow_disk_anywhere_costs_the_others_less_than_a_second(int place)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var plan = new SimPlan
            {
                Seed = seed,
                Nodes = 4,
                Cells = 512,
                Window = 64,
                CellTime = TimeSpan.FromMilliseconds(8.8),
                Faults = [new SimFault(SimFaultKind.SlowDisk, place, 1, SimTrigger.Start, TimeSpan.Zero) { Factor = 50 }],
            };
            var (undisturbed, room) = (new SimRoom(plan with { Faults = [] }), new SimRoom(plan));
            Assert.True(undisturbed.Run() && room.Run());
            var latest = room.Nodes.Where(node => !node.IsSlow).Max(node => node.LeftAt);
            Assert.True(
                latest < undisturbed.Server.EndedAt + TimeSpan.FromSeconds(1),
                $"seed {seed}: {latest}, undisturbed {undisturbed.Server.EndedAt}"
            );
        }
    }

    /// <summary>A process that is gone is noticed at once; a machine that is silent may be the network's fault, and is looked
    /// for.</summary>
    [Fact]
    public void When_the_golden_node_dies_every_node_leaves_in_time_and_none_is_done()
    {
        for (var i = 0; i < 40; i++)
        {
            var room = new SimRoom(new SimPlan { Seed = i, Nodes = 8 });
            var death = TimeSpan.FromSeconds(0.3 + i * 0.02);
            var isKilled = i % 2 == 0;
            room.Time.At(death, () => Die(room.Server, isKilled));
            room.Begin();
            var inTime = death + TimeSpan.FromSeconds(isKilled ? 10 : 100);
            Assert.True(room.Time.RunUntil(() => room.Nodes.All(node => node.Exit is not null), inTime));
            Assert.All(room.Nodes, node => Assert.False(node.Exit!.Done));
            Assert.All(room.Nodes, node => Assert.StartsWith("lost the golden node: ", node.Exit!.Reason));
        }
    }

    [Theory]
    [InlineData("outage", 300)]
    [InlineData("lasting", 100)]
    [InlineData("standstill", 300)]
    [InlineData("output", 200)]
    [InlineData("source", 200)]
    [InlineData("descriptors", 200)]
    [InlineData("misfortunes", 300)]
    public void The_golden_nodes_own_misfortunes_cost_no_node(string scenario, int count) =>
        RunSeeds(count, SimScenario.All.Single(one => one.Name == scenario));

    [Theory]
    [InlineData("install", 300)]
    [InlineData("installgolden", 300)]
    public void Disks_are_erased_with_consent_alone_and_clones_are_made_of_all_that_can_be(string scenario, int count) =>
        RunSeeds(count, SimScenario.All.Single(one => one.Name == scenario));

    [Theory]
    [InlineData("boots", 300)]
    public void A_run_that_awaits_its_clones_ends_when_each_has_booted_or_is_named(string scenario, int count) =>
        RunSeeds(count, SimScenario.All.Single(one => one.Name == scenario));

    /// <summary>The promises are worth something only if a broken one is seen.</summary>
    [Fact]
    public void A_simulated_machine_that_erases_its_disks_without_being_told_is_seen()
    {
        var room = new SimRoom(SimInstallScenarios.Install(1) with { Faults = [] });
        room.Time.At(TimeSpan.FromMilliseconds(1), () => ((IReceiverEffects)room.Nodes[0]).Make());
        room.Run();
        Assert.Contains("node 1 is erased without consent", SimInstallVerdict.Complaints(room));
    }

    [Fact]
    public void When_the_producer_fails_every_node_leaves_with_the_reason_and_the_run_failed()
    {
        var room = new SimRoom(new SimPlan { Nodes = 8 });
        room.Time.At(TimeSpan.FromSeconds(0.6), () => room.Server.FailProducer("tar exited with 2"));
        Assert.True(room.Run());
        Assert.Equal((RunState.Failed, "tar exited with 2"), (room.Server.Outcome!.State, room.Server.Outcome.Failure));
        Assert.All(room.Nodes, node => Assert.Equal((false, "tar exited with 2"), (node.Exit!.Done, node.Exit.Reason)));
    }

    [Theory]
    [InlineData("drags")]
    [InlineData("equal")]
    [InlineData("chunks")]
    [InlineData("chunkdrags")]
    [InlineData("stuck")]
    public void Nobody_drags_the_others_along(string scenario) =>
        RunSeeds(100, SimScenario.All.Single(one => one.Name == scenario));

    /// <summary>512 MiB over 1 Gbit/s to four nodes whose disks are fast, one of them excepted, as in docs/performance.md. What
    /// the last one holds up is known only by what its parent says, once a second.</summary>
    [Theory]
    [InlineData(0, 20, 64, 0.8)]
    [InlineData(1, 20, 64, 0.8)]
    [InlineData(3, 20, 64, 1.3)]
    [InlineData(0, 5, 64, 0.8)]
    [InlineData(3, 5, 64, 1.3)]
    [InlineData(2, 20, 6, 0.8)]
    public void A_disk_far_slower_than_the_network_costs_the_others_little_and_is_done_in_the_end(
        int place,
        double mibASecond,
        int window,
        double most
    )
    {
        var plan = new SimPlan
        {
            Cells = 512,
            Window = window,
            InFlight = 2,
            CellTime = TimeSpan.FromSeconds(1 / 114.0),
        };
        var slow = new SimFault(SimFaultKind.SlowDisk, place, 1, SimTrigger.Start, TimeSpan.Zero)
        {
            Factor = 1 / (mibASecond * plan.ConsumeTime.TotalSeconds),
        };
        // Who is gone is no hop any more: in a small window the others may even gain.
        var (undisturbed, disturbed) = (new SimRoom(plan), new SimRoom(plan with { Faults = [slow] }));
        Assert.True(undisturbed.Run() && disturbed.Run());
        Assert.Empty(SimVerdict.Complaints(disturbed, survivorsAreDone: true).Concat(SimVerdict.Injustice(disturbed)));
        var delay = disturbed.Nodes.Where(node => !node.IsSlow).Max(node => node.LeftAt) - undisturbed.Server.EndedAt;
        Assert.InRange(delay.TotalSeconds, -1, most);
        Assert.Equal(2, disturbed.Server.Rounds);
    }

    [Fact]
    public void A_simulation_is_the_same_each_time()
    {
        var runs = Enumerable
            .Range(0, 2)
            .Select(_ =>
            {
                var room = new SimRoom(SimScenarios.Storm(7));
                room.Run();
                return (room.Time.Now, room.Time.Steps, string.Join('\n', room.Server.Notes));
            })
            .ToArray();
        Assert.Equal(runs[0], runs[1]);
    }

    private static void Die(SimServer golden, bool isKilled)
    {
        if (isKilled)
            golden.Kill();
        else
            golden.Cut(null);
    }

    /// <summary>Nodes that die before the start are waited for until somebody says go.</summary>
    private static readonly TimeSpan s_gatheringTime = TimeSpan.FromSeconds(1.5);

    private static TimeSpan Allowance(SimFault fault) =>
        fault switch
        {
            { Kind: SimFaultKind.Kill } => TimeSpan.FromSeconds(2),
            { Duration: null } => TimeSpan.FromSeconds(6),
            { Kind: SimFaultKind.Freeze or SimFaultKind.Cut, Duration: { } time } => time + TimeSpan.FromSeconds(0.5),
            _ => TimeSpan.FromSeconds(0.5),
        };

    private void RunSeeds(int count, Func<int, SimPlan> scenario, bool survivorsAreDone) =>
        RunSeeds(count, scenario, room => SimVerdict.Complaints(room, survivorsAreDone));

    private void RunSeeds(int count, Func<int, SimPlan> scenario, Func<SimRoom, IEnumerable<string>> judge)
    {
        var first = Number("KA_SEED") ?? 1;
        var last = first + (Number("KA_RUNS") ?? (Number("KA_SEED") is null ? count : 1)) - 1;
        output.WriteLine($"seeds {first}..{last}");
        for (var seed = first; seed <= last; seed++)
            RunOne(scenario(seed), judge);
    }

    private void RunSeeds(int count, SimScenario scenario) => RunSeeds(count, scenario.Plan, scenario.Judge);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void RunOne(SimPlan plan, Func<SimRoom, IEnumerable<string>> judge)
    {
        var room = new SimRoom(plan);
        var ended = Run(room, plan);
        var complaints = judge(room).ToList();
        Assert.True(
            ended && complaints.Count == 0,
            $"""
            KA_SEED={plan.Seed} {(ended ? "" : $"HANGS at {room.Time.Now}")}
            {plan.Nodes} nodes, {plan.Cells} cells, window {plan.Window}
            order {string.Join(' ', room.InOrder.Take(40).Select(node => node.Id))}
            {string.Join('\n', plan.Faults)}
            {string.Join('\n', room.Server.Notes.Take(60))}
            {string.Join('\n', complaints.Take(20))}
            """
        );
    }

    private static bool Run(SimRoom room, SimPlan plan)
    {
        try
        {
            return room.Run();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"KA_SEED={plan.Seed}", e);
        }
    }
}
