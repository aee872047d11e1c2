using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>What happens in a run, for whoever shows it to people or programs. Times are since the run's start.</summary>
public abstract record GoldenEvent
{
    private GoldenEvent()
    {
    }

    /// <summary>Nodes may come.</summary>
    public sealed record Listening(BytePath Session, IPEndPoint Control, int Expected, bool IsOpen) : GoldenEvent;

    /// <param name="Joined">Nodes that now wait for <paramref name="Round"/>.</param>
    /// <param name="Expected">Nodes that the first round waits for.</param>
    public sealed record NodeJoined(uint Id, IPAddress Address, BytePath Host, int Joined, int Expected, int Round) : GoldenEvent;

    /// <summary>A node that joined said what it is made of.</summary>
    public sealed record NodeDescribed(uint Id, IPAddress Address, BytePath Host, Inventory Inventory) : GoldenEvent;

    /// <summary>A node fitted the plan to itself, and touched nothing.</summary>
    public sealed record NodeJudged(uint Id, IPAddress Address, BytePath Host, PlanJudged Verdict) : GoldenEvent;

    /// <summary>Every node that is there has: <see cref="GoldenRun.Proceed"/> or <see cref="GoldenRun.CallOff"/> is waited for.</summary>
    public sealed record AllJudged(IReadOnlyList<NodeJudged> Verdicts) : GoldenEvent;

    /// <summary>A node that is installed does something else now.</summary>
    public sealed record NodeStepped(uint Id, IPAddress Address, BytePath Host, Step Step) : GoldenEvent;

    /// <summary>A node is further on its way, or back.</summary>
    /// <param name="Reason">Why; empty when that is all there is to say.</param>
    public sealed record NodeReached(uint Id, IPAddress Address, BytePath Host, NodeStage Stage, string Reason) : GoldenEvent;

    /// <summary>A node was told whom to receive from.</summary>
    /// <param name="Parent">A node's id; 0: the golden node.</param>
    public sealed record NodeAttached(uint Id, IPAddress Address, uint Parent) : GoldenEvent;

    /// <summary>A node's verdict stands, and it is about to be told.</summary>
    /// <param name="Inventory">null: it did not say what it is made of.</param>
    public sealed record NodeEnded(uint Id, IPAddress Address, BytePath Host, Verdict Verdict, string Reason, Inventory? Inventory) : GoldenEvent;

    /// <summary>Somebody was not let in.</summary>
    public sealed record TurnedAway(string Reason) : GoldenEvent;

    /// <summary>An operator does not wait for more nodes.</summary>
    public sealed record ToldToGo(IPAddress Address, BytePath Host) : GoldenEvent;

    /// <param name="Round">From 1.</param>
    public sealed record Started(int Round, int Nodes, IReadOnlyList<BytePath> Streams) : GoldenEvent;

    /// <summary>About twice a second.</summary>
    /// <param name="PlainBytes">Given by the producer so far.</param>
    /// <param name="ExpectedBytes">What it will give in all; null: not known (yet).</param>
    /// <param name="SlowestBytes">What the slowest living node has consumed.</param>
    public sealed record Progressed(
        TimeSpan Elapsed, long PlainBytes, long? ExpectedBytes, long SlowestBytes, int Nodes, int NodesDone) : GoldenEvent
    {
        /// <summary>What the producer's bytes were on the wire.</summary>
        public long SealedBytes { get; init; }

        /// <summary>Each node of the round; of one that is gone, the last that was heard.</summary>
        public IReadOnlyList<NodeFigures> Each { get; init; } = [];
    }

    /// <summary>A node left, failed, or got another parent.</summary>
    public sealed record NodeChanged(uint Id, IPAddress Address, string What, NodeChange Change) : GoldenEvent;

    /// <summary>The source was not as quiet or as readable as one would wish.</summary>
    public sealed record SourceNoted(string Note) : GoldenEvent;

    public sealed record Ended(RunReport Report) : GoldenEvent;
}
