using System;
using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>An action that the state machine of a node orders; actions are carried out in their order.</summary>
public abstract record NodeAction
{
    private NodeAction() { }

    /// <summary>Send this to the golden node.</summary>
    public sealed record Report(ControlMessage Message) : NodeAction;

    /// <summary>End the control connection there is, make another one to the same golden node, and answer
    /// <see cref="NodeEvent.Connected"/>, <see cref="NodeEvent.ControlLost"/> or <see cref="NodeEvent.JoinFailed"/>.</summary>
    /// <param name="Back">This node was let in before; otherwise it asks as a new one.</param>
    public sealed record Rejoin(bool Back) : NodeAction;

    /// <summary>End the control connection there is; look for a golden node after this time, as at first.</summary>
    /// <param name="Reason">Why this one refused, for people.</param>
    public sealed record JoinLater(TimeSpan Pause, string Reason) : NodeAction;

    /// <summary>Fit this plan to this machine and answer <see cref="NodeEvent.PlanChecked"/>. Nothing is touched.</summary>
    public sealed record Judge(PlanBytes Plan) : NodeAction;

    /// <summary>Make the disks as they were judged, and answer <see cref="NodeEvent.DisksMade"/> or
    /// <see cref="NodeEvent.ConsumerFailed"/>.</summary>
    public sealed record Make : NodeAction;

    /// <summary>The clone is to report its first boot to the golden node of this connection, as ordered.</summary>
    public sealed record LeaveReporter(BootAwaited Order) : NodeAction;

    /// <summary>Open the stream with these keys, and only now accept what comes in on the data port: a child that was faster
    /// waits in its backlog. The actions of a round follow until <see cref="StartOver"/>.</summary>
    /// <param name="Node">Id of this node.</param>
    public sealed record Begin(Start Start, uint Node) : NodeAction
    {
        /// <summary>Another node is meant to follow this one in the chain.</summary>
        public bool ChildExpected => Start.Index < Start.Total;
    }

    /// <summary>Drop the parent or the attempt there is, if any, and ask this parent for the stream from the node's own
    /// position.</summary>
    public sealed record ConnectParent(uint Epoch, uint Parent, IPEndPoint Address) : NodeAction;

    /// <summary>Give up the attempt or the parent of this epoch, without reporting it afterwards.</summary>
    public sealed record DropParent(uint Epoch) : NodeAction;

    /// <summary>Answer a child, and serve it when accepted; drop the child that was served before then.</summary>
    public sealed record AnswerChild(ChildRequest Request, AttachStatus Status) : NodeAction;

    /// <summary>Tell the relay whether the chain goes on after this node; when it does not, drop the child there is.</summary>
    public sealed record ExpectChild(bool Expected) : NodeAction;

    /// <summary>End the round: its window, its connections and its consumer, whose target is written from the beginning in the
    /// next one. Answer <see cref="NodeEvent.RoundCleared"/> when all of it has ended; its other events are void.</summary>
    public sealed record StartOver(string Reason) : NodeAction;

    /// <summary>End. No action follows.</summary>
    /// <param name="Reason">Shown to the operator; empty when <paramref name="Done"/>.</param>
    public sealed record Exit(bool Done, string Reason) : NodeAction;
}
