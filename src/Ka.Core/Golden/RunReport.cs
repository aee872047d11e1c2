using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>A run's last word, for people and programs.</summary>
/// <param name="IsInterrupted">The operator stopped it.</param>
/// <param name="Failure">Why it failed for everybody; empty when it did not.</param>
/// <param name="PlainBytes">Given by the producer.</param>
/// <param name="SealedBytes">What that was on the wire.</param>
/// <param name="Elapsed">From the first byte offered to the last node's last word; zero when it never started.</param>
/// <param name="Transfer">From the first byte offered until the last was in the window.</param>
/// <param name="Hash">XXH3-128 of the stream; null when it did not end.</param>
public sealed record RunReport(
    bool IsInterrupted, string Failure, long PlainBytes, long SealedBytes, TimeSpan Elapsed, TimeSpan Transfer, UInt128? Hash,
    ProducerReport Source, IReadOnlyList<RunReport.Node> Nodes)
{
    /// <summary>How long it took until the last byte had gone through the whole chain and was written.</summary>
    public TimeSpan Drain => Elapsed - Transfer;

    public int Done { get; } = Count(Nodes);

    public RunState State => (IsInterrupted, Failure, Done) switch
    {
        (true, _, _) => RunState.Interrupted,
        (_, { Length: > 0 }, _) or (_, _, 0) => RunState.Failed,
        _ => Done == Nodes.Count ? RunState.Done : RunState.Partial,
    };

    private static int Count(IReadOnlyList<Node> nodes)
    {
        var done = 0;
        foreach (var node in nodes)
            done += node.Verdict == Verdict.Done ? 1 : 0;
        return done;
    }

    /// <summary>What became of one node.</summary>
    /// <param name="Reason">Why it is not done; empty when it is.</param>
    public sealed record Node(uint Id, IPAddress Address, BytePath Host, Verdict Verdict, string Reason, long PlainBytes);
}
