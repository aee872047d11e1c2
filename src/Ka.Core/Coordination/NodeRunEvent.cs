using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>An event of a node in a run, for everything that shows or keeps events.</summary>
public abstract record NodeRunEvent
{
    private NodeRunEvent() { }

    /// <summary>The golden node of this session is searched for.</summary>
    public sealed record Searching(BytePath Session) : NodeRunEvent;

    /// <summary>No golden node answers yet, or only such as cannot be trusted. The node tries again.</summary>
    public sealed record NotYet(string Reason) : NodeRunEvent;

    /// <summary>The golden node let this node in.</summary>
    /// <param name="Server">null in tests alone.</param>
    public sealed record Joined(IPEndPoint? Server, uint Id) : NodeRunEvent;

    /// <summary>The control connection is lost; the node keeps what it has and tries to come back.</summary>
    public sealed record ServerLost(string Reason) : NodeRunEvent;

    /// <summary>The node is back and goes on.</summary>
    public sealed record Rejoined(IPEndPoint? Server) : NodeRunEvent;

    /// <summary>The golden node waits for more nodes.</summary>
    public sealed record Waiting(uint Present, uint Expected) : NodeRunEvent;

    /// <summary>The node's verdict on the plan. Nothing was touched.</summary>
    public sealed record Judged(PlanChecked Verdict) : NodeRunEvent;

    /// <summary>The golden node agreed: this machine's disks are erased from now on.</summary>
    public sealed record Proceeding : NodeRunEvent;

    /// <summary>The installation begins another step.</summary>
    public sealed record Stepped(Step Step) : NodeRunEvent;

    /// <summary>A line that a step printed: a program, or its output.</summary>
    public sealed record Printed(string Line) : NodeRunEvent;

    /// <summary>A round begins with this node at this place of the chain.</summary>
    public sealed record Started(uint Index, uint Total) : NodeRunEvent;

    public sealed record StreamBegun(BytePath Name) : NodeRunEvent;

    /// <summary>About twice a second in a round.</summary>
    /// <param name="Elapsed">Since the round began.</param>
    /// <param name="PlainBytes">Consumed so far.</param>
    /// <param name="SealedBytes">In the window or past it.</param>
    /// <param name="ExpectedBytes">Bytes to be consumed in the end, as the golden node knew beforehand; null: it did not.</param>
    public sealed record Progressed(TimeSpan Elapsed, long PlainBytes, long SealedBytes, long? ExpectedBytes) : NodeRunEvent;

    /// <summary>The node's parent is lost; the golden node gives it another one.</summary>
    public sealed record ParentLost(long Position, ParentLossReason Cause, string Reason) : NodeRunEvent;

    /// <summary>The round goes on without this node; it waits for the next one.</summary>
    public sealed record LeftBehind(string Reason) : NodeRunEvent;

    /// <summary>The node's own part failed.</summary>
    /// <param name="IsRelaying">The nodes after it are still served.</param>
    public sealed record Failed(string Reason, bool IsRelaying) : NodeRunEvent;

    /// <summary>The node is about to end and waits for its disks to finish.</summary>
    public sealed record WaitingForDisks : NodeRunEvent;

    /// <summary>A listener was too slow: events before this one were dropped.</summary>
    public sealed record Dropped(long Count) : NodeRunEvent;

    /// <summary>The run is over for this node. No event follows.</summary>
    /// <param name="IsDone">It proved that it wrote what was sent, and the golden node agrees.</param>
    /// <param name="Reason">Why not; empty when it is.</param>
    public sealed record Ended(bool IsDone, string Reason, long PlainBytes, TimeSpan Elapsed) : NodeRunEvent
    {
        public uint NodesDone { get; init; }

        public uint NodesTotal { get; init; }

        /// <summary>The golden node's run never lets this node in.</summary>
        public bool IsRefused { get; init; }
    }
}
