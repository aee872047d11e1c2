using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Receiver;

/// <summary>What happens to this node, for whoever shows it.</summary>
public abstract record ReceiverEvent
{
    private ReceiverEvent()
    {
    }

    public sealed record Searching(BytePath Session) : ReceiverEvent;

    /// <summary>An answer or a golden node that is not to be believed, or is not there yet.</summary>
    public sealed record NotYet(string Reason) : ReceiverEvent;

    public sealed record Joined(IPEndPoint Server, uint Id) : ReceiverEvent;

    public sealed record Waiting(uint Present, uint Expected) : ReceiverEvent;

    public sealed record Started(uint Index, uint Total) : ReceiverEvent;

    /// <summary>What the golden node's plan would be here. Nothing was touched.</summary>
    public sealed record Judged(Wire.PlanJudged Verdict) : ReceiverEvent;

    /// <summary>The golden node said so: this machine's disks are erased from now on.</summary>
    public sealed record Proceeding : ReceiverEvent;

    /// <summary>The installation begins another step.</summary>
    public sealed record Stepped(Wire.Step Step) : ReceiverEvent;

    /// <summary>A line that a step printed: a program, or its output.</summary>
    public sealed record Printed(string Line) : ReceiverEvent;

    public sealed record StreamBegun(BytePath Name) : ReceiverEvent;

    /// <summary>The round goes on without this node; it waits for the next one.</summary>
    public sealed record LeftBehind(string Reason) : ReceiverEvent;

    public sealed record ParentChanged(string What) : ReceiverEvent;

    /// <summary>About twice a second.</summary>
    /// <param name="PlainBytes">Consumed so far.</param>
    /// <param name="SealedBytes">In the window or past it.</param>
    /// <param name="ExpectedBytes">What there will be to consume, as the golden node knew beforehand; null: it did not.</param>
    public sealed record Progressed(TimeSpan Elapsed, long PlainBytes, long SealedBytes, long? ExpectedBytes) : ReceiverEvent;

    public sealed record Noted(string Note) : ReceiverEvent;

    /// <summary>The node's last word.</summary>
    /// <param name="IsDone">It proved that it wrote what was sent, and the golden node agrees.</param>
    /// <param name="Reason">Why not; empty when it is.</param>
    public sealed record Ended(
        bool IsDone, string Reason, long PlainBytes, TimeSpan Elapsed, uint NodesDone, uint NodesTotal) : ReceiverEvent;
}
