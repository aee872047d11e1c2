using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>An occurrence in a run. The coordinator publishes them; everything that shows or keeps a run reads this one
/// stream.</summary>
/// <remarks>Times are since the start of the current round. Events are immutable and may be handled on any thread.</remarks>
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>An occurrence that concerns one node.</summary>
    public abstract record OfNode(NodeIdentity Node) : RunEvent;

    /// <summary>Nodes can join from now on.</summary>
    /// <param name="Expected">Number of nodes that the first round waits for.</param>
    /// <param name="IsOpen">No token is needed to join.</param>
    public sealed record Listening(BytePath Session, IPEndPoint Control, int Expected, bool IsOpen) : RunEvent;

    /// <summary>A node was admitted.</summary>
    /// <param name="Joined">Nodes that now wait for <paramref name="Round"/>, this one included.</param>
    /// <param name="Expected">Nodes that the first round waits for.</param>
    /// <param name="Round">First round that the node can take part in, from 1.</param>
    public sealed record NodeJoined(NodeIdentity Node, int Joined, int Expected, int Round) : OfNode(Node);

    /// <summary>A node came back after its control connection was lost, and goes on where it was.</summary>
    public sealed record NodeReturned(NodeIdentity Node) : OfNode(Node);

    /// <summary>A node reported its hardware.</summary>
    public sealed record NodeDescribed(NodeIdentity Node, Inventory Inventory) : OfNode(Node);

    /// <summary>A node checked the install plan against its own disks. Nothing was erased.</summary>
    public sealed record NodeJudged(NodeIdentity Node, PlanChecked Verdict) : OfNode(Node);

    /// <summary>The operator has to agree that the disks of these nodes are erased; the run waits for the answer.</summary>
    /// <param name="Verdicts">Every node that the question is about, and those that do not fit.</param>
    /// <param name="IsLate">The operator has agreed to other nodes before.</param>
    public sealed record AllJudged(IReadOnlyList<NodeJudged> Verdicts, bool IsLate) : RunEvent;

    /// <summary>A node began another step of its installation.</summary>
    public sealed record NodeStepped(NodeIdentity Node, Step Step) : OfNode(Node);

    /// <summary>A node's stage changed.</summary>
    /// <param name="Reason">Empty when the stage says everything.</param>
    public sealed record NodeReached(NodeIdentity Node, NodeStage Stage, string Reason) : OfNode(Node);

    /// <summary>A node was ordered to receive from another one.</summary>
    /// <param name="Parent">The other node's id; 0 is the golden node.</param>
    public sealed record NodeAttached(NodeIdentity Node, uint Parent) : OfNode(Node);

    /// <summary>A node was repaired, moved, or failed.</summary>
    public sealed record NodeChanged(NodeIdentity Node, string What, NodeChange Change) : OfNode(Node);

    /// <summary>A node's verdict is final; the node learns it next.</summary>
    /// <param name="Inventory">null: the node did not report its hardware.</param>
    public sealed record NodeEnded(NodeIdentity Node, Verdict Verdict, string Reason, Inventory? Inventory) : OfNode(Node);

    /// <summary>Every node has its verdict; the run now waits for the first boots of the clones.</summary>
    /// <param name="Nodes">Clones that are awaited.</param>
    /// <param name="Patience">Time for each, from its release.</param>
    public sealed record BootsAwaited(int Nodes, TimeSpan Patience) : RunEvent;

    /// <summary>A clone reported its first boot.</summary>
    /// <param name="After">Time since its release.</param>
    public sealed record NodeBooted(NodeIdentity Node, BootReport Report, TimeSpan After) : OfNode(Node);

    /// <summary>A clone was made, and is not known to have booted.</summary>
    public sealed record NodeNotBooted(NodeIdentity Node, string Reason) : OfNode(Node);

    /// <summary>A connection or a node was not admitted.</summary>
    public sealed record Rejected(string Reason) : RunEvent;

    /// <summary>An operator ended the wait for more nodes.</summary>
    public sealed record ToldToGo(IPAddress Address, BytePath Host) : RunEvent;

    /// <summary>A round began: its chain is fixed.</summary>
    /// <param name="Round">From 1.</param>
    /// <param name="Streams">Names of what is sent.</param>
    public sealed record Started(int Round, int Nodes, IReadOnlyList<BytePath> Streams) : RunEvent;

    /// <summary>The progress of a round, about twice a second.</summary>
    /// <param name="Source">Bytes from the producer, plain and sealed.</param>
    /// <param name="SlowestBytes">Bytes that the slowest living node has consumed.</param>
    /// <param name="Nodes">Living nodes of the round.</param>
    /// <param name="NodesDone">Those of them that gave a receipt.</param>
    /// <param name="Each">Every node of the round; of a lost one the last figures.</param>
    public sealed record Progressed(TimeSpan Elapsed, SourceProgress Source, long SlowestBytes, int Nodes, int NodesDone)
        : RunEvent
    {
        public IReadOnlyList<NodeProgress> Each { get; init; } = [];
    }

    /// <summary>The golden node hears no node any more: it takes its own network for broken and holds the run.</summary>
    /// <param name="Patience">Time after which silent nodes are given up.</param>
    public sealed record NetworkLost(TimeSpan Patience) : RunEvent;

    /// <summary>The golden node hears nodes again.</summary>
    /// <param name="Silence">Time without any node.</param>
    public sealed record NetworkBack(TimeSpan Silence) : RunEvent;

    /// <summary>The source changed while it was read, or could not be read in part.</summary>
    public sealed record SourceNoted(string Note) : RunEvent;

    /// <summary>A listener was slower than the run; these events are missing in its output.</summary>
    public sealed record Dropped(long Events) : RunEvent;

    /// <summary>The last event of a run.</summary>
    public sealed record Ended(RunReport Report) : RunEvent;
}

/// <summary>A node as reporters name it.</summary>
/// <param name="Id">From 1; 0 is the golden node.</param>
public sealed record NodeIdentity(uint Id, IPAddress Address, BytePath Host);

/// <summary>Figures of one node in a round.</summary>
/// <param name="PlainBytes">Bytes that its consumer took.</param>
/// <param name="ReceivedBytes">End of the sealed bytes that it holds without a gap.</param>
public sealed record NodeProgress(uint Id, long PlainBytes, long ReceivedBytes);

/// <summary>Figures of the source in a round.</summary>
/// <param name="PlainBytes">Bytes given by the producer.</param>
/// <param name="SealedBytes">The same bytes, sealed.</param>
/// <param name="ExpectedBytes">Plain bytes in the end; null: not known (yet).</param>
public readonly record struct SourceProgress(long PlainBytes, long SealedBytes, long? ExpectedBytes);
