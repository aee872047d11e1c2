using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>The result of a run.</summary>
/// <param name="Rounds">In order; empty when the run never started.</param>
/// <param name="Nodes">Every node that was to be served, in the order of the first chain, then as they came.</param>
public sealed record RunReport(IReadOnlyList<RunReport.Round> Rounds, IReadOnlyList<RunReport.Node> Nodes)
{
    private static readonly Round s_none = new(0, default, SourceReport.Clean);

    /// <summary>The operator stopped the run.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The reason why the run failed for every node; empty when it did not.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Number of nodes that were asked for and never came.</summary>
    public int Missing { get; init; }

    /// <summary>Measures against slow nodes, in order.</summary>
    public IReadOnlyList<SlowNodeDecision> SlowNodes { get; init; } = [];

    /// <summary>The run was to install, and no node was allowed to erase a disk.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>The first round, which most nodes took part in.</summary>
    public Round First => Rounds.Count > 0 ? Rounds[0] : s_none;

    /// <summary>Sum over all rounds: from the first byte offered until the last node had written everything.</summary>
    public TimeSpan Elapsed => Rounds.Aggregate(TimeSpan.Zero, (sum, round) => sum + round.Times.Elapsed);

    public int Done { get; } = Nodes.Count(node => node.Verdict == Verdict.Done);

    /// <summary>Number of clones that were awaited and have not reported their first boot.</summary>
    public int NotBooted { get; } = Nodes.Count(node => node.Boot is { IsBooted: false });

    public RunState State =>
        (IsInterrupted, Failure, Done) switch
        {
            (true, _, _) => RunState.Interrupted,
            _ when IsUntouched => RunState.Untouched,
            (_, { Length: > 0 }, _) or (_, _, 0) => RunState.Failed,
            _ => Done == Nodes.Count + Missing && NotBooted == 0 ? RunState.Done : RunState.Partial,
        };

    /// <summary>The amounts of bytes that one round sent.</summary>
    /// <param name="Number">From 1.</param>
    /// <param name="Source">Quality of the source; clean when the round did not get to its end.</param>
    public sealed record Round(int Number, RoundTimes Times, SourceReport Source)
    {
        /// <summary>Bytes given by the producer, and what they were on the wire.</summary>
        public SourceProgress Sent { get; init; }

        /// <summary>Streams with length and hash; empty when the round did not get to its end.</summary>
        public IReadOnlyList<SentStream> Streams { get; init; } = [];
    }

    /// <summary>The result for one node.</summary>
    /// <param name="Reason">Why it is not done; empty when it is.</param>
    /// <param name="Round">Last round that it took part in, from 1; 0: none.</param>
    public sealed record Node(NodeIdentity Name, Verdict Verdict, string Reason, int Round, long PlainBytes)
    {
        /// <summary>Whether the clone has booted; null: that was not awaited.</summary>
        public BootOutcome? Boot { get; init; }
    }
}

/// <summary>Times of one round.</summary>
/// <param name="Elapsed">From the first byte offered until the last node had written everything, or had left.</param>
/// <param name="Transfer">From the first byte offered until the last one was in the window.</param>
public readonly record struct RoundTimes(TimeSpan Elapsed, TimeSpan Transfer)
{
    /// <summary>Time until the last byte had passed the whole chain and was written.</summary>
    public TimeSpan Drain => Elapsed - Transfer;
}
