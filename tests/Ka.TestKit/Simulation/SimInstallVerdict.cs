using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>Holds a simulated run that installs against its promises.</summary>
public static class SimInstallVerdict
{
    /// <summary>What is wrong with a run that is over: a disk that was erased without consent, a node that is called done and is
    /// no clone, a node that could be one and is not.</summary>
    public static IEnumerable<string> Complaints(SimRoom room)
    {
        var violations = room.Nodes.SelectMany(node => node.Violations);
        if (room.Server.Outcome is not { } outcome)
            return violations.Concat(
                room.Nodes.Where(node => node.IsUp && !node.WasHit).Select(node => $"node {node.Id} lives and no run ended")
            );
        var results = outcome.Nodes.ToLookup(node => room.NodeAt(node.Name.Address));
        return violations
            .Concat(Consent(room, outcome))
            .Concat(room.Nodes.SelectMany(node => Complaints(room, node, results[node].LastOrDefault())));
    }

    /// <summary>Nobody's disks are made a second time, unless the golden node could not serve it: without descriptors, or too
    /// late.</summary>
    public static IEnumerable<string> ErasedAgain(SimRoom room) =>
        room.Plan.Faults.Any(fault => fault.Kind == SimFaultKind.GoldenDescriptors)
            ? []
            : room.Nodes.Where(node => node.Erased > 1).Select(node => $"node {node.Id} is erased {node.Erased} times");

    /// <summary>Every clone is known to have booted or named with a reason, and what is said of it is true.</summary>
    public static IEnumerable<string> Boots(SimRoom room)
    {
        var outcome = room.Server.Outcome;
        var isGoldenWell = room.Plan.Faults.All(fault => fault.Kind < SimFaultKind.GoldenCut);
        foreach (var result in (outcome?.Nodes ?? []).Where(node => node.Verdict == Verdict.Done))
        {
            var node = room.NodeAt(result.Name.Address);
            var isBooted = result.Boot?.IsBooted == true;
            if (result.Boot is null || (!isBooted && result.Boot.Reason.Length == 0))
                yield return $"node {node.Id} is done, and nothing is said of its boot";
            if (isBooted && !node.Boots)
                yield return $"node {node.Id} is called booted and never was";
            if (!isBooted && node.HasReported)
                yield return $"node {node.Id} has reported its boot and is called not booted: {result.Boot?.Reason}";
            if (
                !isBooted
                && node is { Boots: true, WasHit: false, Exit.Done: true }
                && isGoldenWell
                && outcome!.Failure.Length == 0
            )
                yield return $"node {node.Id} has booted and is called not booted: {result.Boot?.Reason}";
            if (!isBooted && outcome!.State == RunState.Done)
                yield return $"node {node.Id} has not booted and the run is called done";
        }
    }

    private static IEnumerable<string> Consent(SimRoom room, RunReport outcome)
    {
        if (room.Server.Operator.IsAgreed)
            yield break;
        if (!outcome.IsUntouched)
            yield return "the operator agreed to nothing, and the run is not called untouched";
    }

    private static IEnumerable<string> Complaints(SimRoom room, SimNode node, RunReport.Node? result)
    {
        var name = $"node {node.Id}";
        var isDone = result?.Verdict == Verdict.Done;
        if (isDone && (node.Hash != room.GoldenHash || !node.IsInstalled))
            yield return $"{name} is called done and is no clone";
        if (node.Exit is { Done: true } && !isDone)
            yield return $"{name} calls itself done and is called {result?.Verdict}: {result?.Reason}";
        if (node.Exit is { Done: false, Reason.Length: 0 })
            yield return $"{name} left without a reason";
        if (node.Erased > 0 && result is null)
            yield return $"{name} is erased and not in the outcome";
        if (node.WasHit)
            yield break;
        if (node.Exit is null)
            yield return $"{name} never left";
        if (isDone && node.Exit is { Done: false } exit)
            yield return $"{name} is called done and says: {exit.Reason}";
        if (!isDone && !node.DiskFailed && node.Fits && room.Server.Operator.HasAgreedTo(node) && !CameTooLate(node))
            yield return $"{name} could be a clone and is not: {result?.Reason}; {node.Exit?.Reason}";
    }

    /// <summary>There was no run any more.</summary>
    private static bool CameTooLate(SimNode node) => node.NodeId == 0;
}
