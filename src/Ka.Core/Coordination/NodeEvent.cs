using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>An event at a node, an input of its <see cref="NodeStateMachine"/>.</summary>
public abstract record NodeEvent
{
    private NodeEvent() { }

    /// <summary>An event of the round that the last <see cref="NodeAction.Begin"/> began.</summary>
    public abstract record OfRound : NodeEvent;

    /// <summary>An event of the work on this machine's disks.</summary>
    public abstract record OfInstallation : NodeEvent;

    /// <summary>A control connection was made: the first, or the result of <see cref="NodeAction.Rejoin"/>.</summary>
    public sealed record Connected(IPEndPoint Server) : NodeEvent;

    /// <summary>No control connection can be made; no further attempt is made.</summary>
    public sealed record JoinFailed(string Reason) : NodeEvent;

    /// <summary>A message of the golden node.</summary>
    public sealed record FromServer(ControlMessage Message) : NodeEvent;

    /// <summary>The control connection ended.</summary>
    public sealed record ControlLost(string Reason) : NodeEvent;

    /// <summary>A parent accepted this node.</summary>
    public sealed record ParentAttached(uint Epoch, WindowStats Window) : OfRound;

    /// <summary>There is no parent of this epoch, or not any more.</summary>
    /// <param name="Oldest">With <see cref="ParentLossReason.Gone"/>, from its answer.</param>
    public sealed record ParentFailed(uint Epoch, long Position, ParentLossReason Cause, long Oldest, string Reason) : OfRound;

    /// <summary>A child asks with an <see cref="Attach"/> of this run that was signed with the chain key and is meant for this
    /// node.</summary>
    public sealed record ChildAsked(ChildRequest Request) : OfRound;

    /// <summary>The consumer begins with a stream.</summary>
    /// <param name="Before">Plain bytes of the streams before it.</param>
    /// <param name="ExpectedLength">Plain bytes, as the golden node knew beforehand; null: it did not.</param>
    public sealed record StreamBegun(BytePath Name, long Before, long? ExpectedLength) : OfRound;

    /// <summary>The consumer of a stream, and every step after it, succeeded.</summary>
    public sealed record StreamConsumed(Receipt Receipt) : OfRound;

    /// <summary>All streams were consumed, and every step after the last one succeeded.</summary>
    public sealed record AllConsumed : OfRound;

    /// <summary>The sealed stream was received and opened to its end of run.</summary>
    public sealed record StreamEnded(long Position) : OfRound;

    /// <summary>The relay cannot go on: no descriptors, no memory.</summary>
    public sealed record RelayFailed(string Reason) : OfRound;

    /// <summary>Nothing of the round that <see cref="NodeAction.StartOver"/> ended runs any more.</summary>
    public sealed record RoundCleared : NodeEvent;

    /// <summary>The plan was fitted to this machine, or the reasons why it cannot be are known.</summary>
    public sealed record PlanChecked(Wire.PlanChecked Verdict) : OfInstallation;

    /// <summary>The disks are made and mounted.</summary>
    public sealed record DisksMade : OfInstallation;

    /// <summary>The installation begins another step.</summary>
    public sealed record StepBegun(Step Step) : OfInstallation;

    /// <summary>A step printed a line.</summary>
    public sealed record LinePrinted(string Line) : OfInstallation;

    /// <summary>The consumer or the installation failed. The relay goes on; this node's own position holds nothing back any
    /// more.</summary>
    public sealed record ConsumerFailed(string Reason) : NodeEvent;

    /// <summary>The operator of this node ends it.</summary>
    public sealed record Interrupted : NodeEvent;

    /// <summary>Time passed. Expected every <see cref="Deadlines.TickInterval"/>.</summary>
    public sealed record Tick(WindowStats Window) : NodeEvent;
}

/// <summary>A child's question. The owner of the state machine derives from it to add the connection that the answer goes
/// to.</summary>
/// <param name="OldestRetained">First position that this node's window holds.</param>
public record ChildRequest(uint Child, uint Epoch, long Position, long OldestRetained);
