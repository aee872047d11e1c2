using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What became of a run.</summary>
/// <param name="Nodes">Every node that a round was started with, in the order of the first chain, then as they came.</param>
/// <param name="Missing">Nodes that were asked for and never came.</param>
/// <param name="Demotions">What was done about nodes that dragged.</param>
/// <param name="Failure">Why the run failed for everybody; null when it did not.</param>
/// <param name="IsUntouched">It was to install, and no node was told to proceed.</param>
public sealed record RunOutcome(
    IReadOnlyList<NodeOutcome> Nodes, int Missing, IReadOnlyList<Demotion> Demotions, string? Failure, bool IsUntouched = false)
{
    public int Done => Nodes.Count(node => node.Verdict == Verdict.Done);

    /// <summary>0 every node is done, 1 none is, 3 some are not, 4 no disk was touched.</summary>
    public int ExitCode => IsUntouched ? 4 : Failure is not null || Done == 0 ? 1 : Done == Nodes.Count + Missing ? 0 : 3;
}
