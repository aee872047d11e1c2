using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.TestKit.Simulation;

/// <summary>A kind of room with its misfortunes, and what is promised for it.</summary>
/// <param name="Name">One word, for a command line.</param>
/// <param name="Plan">Drawn from a seed.</param>
/// <param name="Judge">What is wrong with a run that is over.</param>
public sealed record SimScenario(string Name, Func<int, SimPlan> Plan, Func<SimRoom, IEnumerable<string>> Judge)
{
    public static IReadOnlyList<SimScenario> All { get; } =
    [
        new("neighbours", SimScenarios.Neighbours, SurvivorsAreDone),
        new("accidents", SimScenarios.Accidents, SurvivorsAreDone),
        new("storm", SimScenarios.Storm, room => SimVerdict.Complaints(room, survivorsAreDone: false)),
        new("drags", SimScenarios.Drags, room => SurvivorsAreDone(room).Concat(SimVerdict.Delays(room))),
        new("equal", SimScenarios.EquallySlow, room => SurvivorsAreDone(room).Concat(room.Server.Notes).Concat(OneRound(room))),
        new(
            "chunks",
            SimScenarios.EquallySlowByChunks,
            room => SurvivorsAreDone(room).Concat(room.Server.Notes).Concat(OneRound(room))
        ),
        new(
            "chunkdrags",
            SimScenarios.DragsByChunks,
            room => SurvivorsAreDone(room).Concat(SimVerdict.Delays(room)).Concat(SimVerdict.Injustice(room))
        ),
        new("stuck", SimScenarios.StuckHops, room => SurvivorsAreDone(room).Concat(OneRound(room))),
        new(
            "outage",
            SimGoldenScenarios.Outage,
            room => SurvivorsAreDone(room).Concat(OneRound(room)).Concat(FromTheStart(room))
        ),
        new("lasting", SimGoldenScenarios.LastingOutage, SimVerdict.Named),
        new(
            "standstill",
            SimGoldenScenarios.Standstill,
            room => SurvivorsAreDone(room).Concat(OneRound(room)).Concat(FromTheStart(room))
        ),
        new("output", SimGoldenScenarios.StoppedOutput, room => SurvivorsAreDone(room).Concat(SimVerdict.Output(room))),
        new(
            "source",
            SimGoldenScenarios.SlowSource,
            room => SurvivorsAreDone(room).Concat(room.Server.Notes).Concat(OneRound(room))
        ),
        new("descriptors", SimGoldenScenarios.NoDescriptors, SurvivorsAreDone),
        new("misfortunes", SimGoldenScenarios.Misfortunes, SurvivorsAreDone),
        new("install", SimInstallScenarios.Install, SimInstallVerdict.Complaints),
        new(
            "installgolden",
            SimInstallScenarios.InstallWithMisfortunes,
            room => SimInstallVerdict.Complaints(room).Concat(SimInstallVerdict.ErasedAgain(room))
        ),
        new("boots", SimInstallScenarios.Boots, room => SimInstallVerdict.Complaints(room).Concat(SimInstallVerdict.Boots(room))),
        new("hall", seed => SimScenarios.Hall(seed, nodes: 10_000, cells: 40, deaths: 30), SurvivorsAreDone),
    ];

    /// <summary>Lets the room of this seed live.</summary>
    /// <param name="log">Gets what happens at the golden node, a line each.</param>
    /// <returns>The room as it is in the end, and what is wrong with it.</returns>
    public (SimRoom Room, IReadOnlyList<string> Complaints) Run(int seed, Action<string>? log = null)
    {
        var room = new SimRoom(Plan(seed));
        room.Server.Log = log;
        try
        {
            return (room, room.Run() ? [.. Judge(room)] : [$"hangs at {room.Time.Now}"]);
        }
        catch (InvalidOperationException e)
        {
            return (room, [e.Message]);
        }
    }

    private static IEnumerable<string> SurvivorsAreDone(SimRoom room) => SimVerdict.Complaints(room, survivorsAreDone: true);

    private static IEnumerable<string> FromTheStart(SimRoom room) =>
        room.Nodes.Where(node => node.Begun > 1).Select(node => $"node {node.Id} began {node.Begun} times");

    private static IEnumerable<string> OneRound(SimRoom room) => room.Server.Rounds == 1 ? [] : [$"{room.Server.Rounds} rounds"];
}
