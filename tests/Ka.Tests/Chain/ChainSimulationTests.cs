using System;
using System.Globalization;
using System.Linq;
using Ka.TestKit.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Tests.Chain;

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
        Assert.Equal(0, room.Server.Outcome!.ExitCode);
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
    public void A_simulation_is_the_same_each_time()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var room = new SimRoom(SimScenarios.Storm(7));
            room.Run();
            return (room.Time.Now, room.Time.Steps, string.Join('\n', room.Server.Notes));
        }).ToArray();
        Assert.Equal(runs[0], runs[1]);
    }

    private void RunSeeds(int count, Func<int, SimPlan> scenario, bool survivorsAreDone)
    {
        var first = Number("KA_SEED") ?? 1;
        var last = first + (Number("KA_RUNS") ?? (Number("KA_SEED") is null ? count : 1)) - 1;
        output.WriteLine($"seeds {first}..{last}");
        for (var seed = first; seed <= last; seed++)
            RunOne(scenario(seed), survivorsAreDone);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void RunOne(SimPlan plan, bool survivorsAreDone)
    {
        var room = new SimRoom(plan);
        var ended = Run(room, plan);
        var complaints = SimVerdict.Complaints(room, survivorsAreDone).ToList();
        Assert.True(ended && complaints.Count == 0, $"""
            KA_SEED={plan.Seed} {(ended ? "" : $"HANGS at {room.Time.Now}")}
            {plan.Nodes} nodes, {plan.Cells} cells, window {plan.Window}, order {string.Join(' ', room.InOrder.Take(40).Select(node => node.Id))}
            {string.Join('\n', plan.Faults)}
            {string.Join('\n', room.Server.Notes.Take(60))}
            {string.Join('\n', complaints.Take(20))}
            """);
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
