using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>A run's last word, for people and programs.</summary>
/// <param name="IsInterrupted">The operator stopped it.</param>
/// <param name="Failure">Why it failed for everybody; empty when it did not.</param>
/// <param name="Rounds">In order; none when it never started.</param>
/// <param name="Missing">Nodes that were asked for and never came.</param>
/// <param name="Nodes">Everybody who was to be served.</param>
/// <param name="Demotions">Nodes that dragged, and what was done about them.</param>
public sealed record RunReport(
    bool IsInterrupted, string Failure, IReadOnlyList<RunReport.Round> Rounds, int Missing, IReadOnlyList<RunReport.Node> Nodes,
    IReadOnlyList<Demotion> Demotions)
{
    /// <summary>It was to install, and no node was told to proceed.</summary>
    public bool IsUntouched { get; init; }

    private static readonly Round s_none = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, [], ProducerReport.Clean);

    /// <summary>The round that most nodes were in.</summary>
    public Round First => Rounds.Count > 0 ? Rounds[0] : s_none;

    /// <summary>Of all rounds: from the first byte offered until the last node had written everything.</summary>
    public TimeSpan Elapsed => Rounds.Aggregate(TimeSpan.Zero, (sum, round) => sum + round.Elapsed);

    public int Done { get; } = Nodes.Count(node => node.Verdict == Verdict.Done);

    public RunState State => (IsInterrupted, Failure, Done) switch
    {
        (true, _, _) => RunState.Interrupted,
        _ when IsUntouched => RunState.Untouched,
        (_, { Length: > 0 }, _) or (_, _, 0) => RunState.Failed,
        _ => Done == Nodes.Count + Missing ? RunState.Done : RunState.Partial,
    };

    /// <summary>What one round sent, and how fast.</summary>
    /// <param name="Number">From 1.</param>
    /// <param name="PlainBytes">Given by the producer.</param>
    /// <param name="SealedBytes">What that was on the wire.</param>
    /// <param name="Elapsed">From the first byte offered until the last node had written everything, or was out.</param>
    /// <param name="Transfer">From the first byte offered until the last was in the window.</param>
    /// <param name="Streams">With length and hash; none when the round did not get to its end.</param>
    public sealed record Round(
        int Number, long PlainBytes, long SealedBytes, TimeSpan Elapsed, TimeSpan Transfer, IReadOnlyList<GoldenStream> Streams,
        ProducerReport Source)
    {
        /// <summary>How long it took until the last byte had gone through the whole chain and was written.</summary>
        public TimeSpan Drain => Elapsed - Transfer;
    }

    /// <summary>What became of one node.</summary>
    /// <param name="Reason">Why it is not done; empty when it is.</param>
    /// <param name="Round">The last one it was in, from 1; 0: none.</param>
    public sealed record Node(uint Id, IPAddress Address, BytePath Host, Verdict Verdict, string Reason, int Round, long PlainBytes);
}
