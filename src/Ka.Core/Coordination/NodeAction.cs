using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What a node shall do now, in this order.</summary>
public abstract record NodeAction
{
    private NodeAction()
    {
    }

    /// <summary>Send this to the golden node.</summary>
    public sealed record Report(ControlMessage Message) : NodeAction;

    /// <summary>Fit this plan to this machine, and say <see cref="NodeEvent.PlanJudged"/>. Nothing is touched.</summary>
    public sealed record Judge(PlanBytes Plan) : NodeAction;

    /// <summary>Make the disks as they were judged, and say <see cref="NodeEvent.DisksMade"/> or <see cref="NodeEvent.ConsumerFailed"/>.</summary>
    public sealed record Make : NodeAction;

    /// <summary>The run starts: open the stream with these keys, and only now look at what comes in on the data port (a child
    /// that was faster waits in its backlog).</summary>
    public sealed record Begin(Start Start) : NodeAction
    {
        /// <summary>For <see cref="Retention"/>.</summary>
        public bool ChildExpected => Start.Index < Start.Total;
    }

    /// <summary>Drop the parent or the attempt there is, if any, and ask this one for the stream from our own position.</summary>
    public sealed record ConnectParent(uint Epoch, uint Parent, IPEndPoint Address) : NodeAction;

    /// <summary>Give up the attempt or the parent of this epoch. Nothing needs to be said about it afterwards.</summary>
    public sealed record DropParent(uint Epoch) : NodeAction;

    /// <summary>Answer a child, and serve it when accepted; drop the one served so far then.</summary>
    public sealed record AnswerChild(uint Child, uint Epoch, AttachStatus Status) : NodeAction;

    /// <summary>The server says whether the chain goes on after us: <see cref="Retention.Expect"/>; without, drop the child
    /// there is.</summary>
    public sealed record ExpectChild(bool Expected) : NodeAction;

    /// <summary>This round goes on without us: put away its window, its connections and its consumer, whose target is to be
    /// written from the beginning in the next one. What they still say is not to be told any more.</summary>
    public sealed record StartOver(string Reason) : NodeAction;

    /// <summary>Nothing more to do. The last action there is.</summary>
    /// <param name="Reason">For the operator; empty when <paramref name="Done"/>.</param>
    public sealed record Exit(bool Done, string Reason) : NodeAction;
}
