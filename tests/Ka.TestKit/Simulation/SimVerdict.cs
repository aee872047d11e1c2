using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>Holds a simulated run against the promises of the chain.</summary>
public static class SimVerdict
{
    /// <summary>Five seconds that slow nodes may cost, and what it takes to build the chain anew.</summary>
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(6);

    /// <summary>What is wrong with a run that is over; nothing when all is as promised.</summary>
    /// <param name="survivorsAreDone">Not only must each node be done or named: each that nothing happened to must be
    /// done.</param>
    public static IEnumerable<string> Complaints(SimRoom room, bool survivorsAreDone)
    {
        if (room.Server.Outcome is not { } outcome)
            return room.Nodes.Where(node => node.IsUp && !node.WasHit).Select(node => $"node {node.Id} lives and no run ended");
        var known = outcome.Nodes.ToLookup(node => room.NodeAt(node.Name.Address));
        return room
            .Nodes.Where(node => !node.WasHit && !known.Contains(node))
            .Select(IsNotInOutcome)
            .Concat(outcome.Nodes.SelectMany(node => Complaints(room, room.NodeAt(node.Name.Address), node, survivorsAreDone)))
            .Concat(State(outcome));
    }

    /// <summary>Those whose disks are as fast as ever are done when they would have been, and what slow ones may cost
    /// later.</summary>
    public static IEnumerable<string> Delays(SimRoom room)
    {
        var undisturbed = new SimRoom(room.Plan with { Faults = [] });
        undisturbed.Run();
        var latest = undisturbed.Server.EndedAt + s_delay;
        return room
            .Nodes.Where(node => !node.IsSlow && node.LeftAt > latest)
            .Select(node => $"node {node.Id} left at {node.LeftAt}, undisturbed {undisturbed.Server.EndedAt}");
    }

    /// <summary>Who is as fast as ever is not taken for one that drags.</summary>
    public static IEnumerable<string> Injustice(SimRoom room) =>
        (room.Server.Outcome?.SlowNodes ?? [])
            .Where(decision => !room.NodeAt(decision.Node.Address).IsSlow)
            .Select(decision => $"{decision.Node.Host} is not slow: {decision}");

    /// <summary>Whatever happened: each node that a round was begun with is in the outcome, and every node left with a
    /// reason.</summary>
    public static IEnumerable<string> Named(SimRoom room)
    {
        if (room.Server.Outcome is not { } outcome)
            return room.Server.Rounds == 0 ? [] : ["no run ended"];
        var known = outcome.Nodes.Select(node => room.NodeAt(node.Name.Address)).ToHashSet();
        return room
            .Nodes.Where(node => node.Begun > 0 && !known.Contains(node))
            .Select(IsNotInOutcome)
            .Concat(
                room.Nodes.Where(node => node.Exit is not { Done: true } and not { Reason.Length: > 0 })
                    .Select(node => $"node {node.Id} left without a reason")
            );
    }

    /// <summary>A terminal that is stopped changes no decision, and learns in the end how much it missed.</summary>
    public static IEnumerable<string> Output(SimRoom room)
    {
        var read = new SimRoom(
            room.Plan with
            {
                Faults = [.. room.Plan.Faults.Where(fault => fault.Kind != SimFaultKind.GoldenOutput)],
            }
        );
        read.Run();
        if (read.Server.Decisions != room.Server.Decisions)
            yield return "other decisions than with a terminal that is read";
        var terminal = room.Server.Terminal;
        room.Time.RunUntil(() => terminal.HasShownEnd, room.Plan.Deadline);
        if (!terminal.HasShownEnd)
            yield return "the end of the run was never shown";
        if (terminal.Shown + terminal.Missing != terminal.Published)
            yield return $"{terminal.Published} events, {terminal.Shown} shown and {terminal.Missing} counted as missing";
    }

    private static IEnumerable<string> Complaints(SimRoom room, SimNode node, RunReport.Node outcome, bool survivorsAreDone)
    {
        var name = $"node {node.Id}";
        var done = outcome.Verdict == Verdict.Done;
        if (done && node.Hash != room.GoldenHash)
            yield return $"{name} is called done with other bytes";
        if (done && !node.WasHit && node.Exit is not { Done: true })
            yield return $"{name} is called done and says: {node.Exit?.Reason}";
        if (!done && outcome.Reason.Length == 0)
            yield return $"{name} is not done, without a reason";
        if (!done && node.Exit is { Done: true })
            yield return $"{name} calls itself done and is called {outcome.Verdict}: {outcome.Reason}";
        if (node.Exit is { Done: false, Reason.Length: 0 })
            yield return $"{name} left without a reason";
        if (!node.WasHit && node.Exit is null)
            yield return $"{name} never left";
        if (!done && survivorsAreDone && !node.WasHit && !node.DiskFailed)
            yield return $"{name} survived and is not done: {outcome.Reason}";
    }

    private static string IsNotInOutcome(SimNode node) => $"node {node.Id} is not in the outcome";

    private static IEnumerable<string> State(RunReport outcome)
    {
        var done = outcome.Nodes.Count(node => node.Verdict == Verdict.Done);
        var right =
            done == outcome.Nodes.Count ? RunState.Done
            : done == 0 ? RunState.Failed
            : RunState.Partial;
        if (outcome.Failure.Length == 0 && outcome.State != right)
            yield return $"{outcome.State} with {done} of {outcome.Nodes.Count} done";
    }
}
