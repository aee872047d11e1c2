using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Something that happened at a node, told to its <see cref="NodeStateMachine"/>.</summary>
public abstract record NodeEvent
{
    private NodeEvent()
    {
    }

    /// <summary>A message of the golden node.</summary>
    public sealed record FromServer(ControlMessage Message) : NodeEvent;

    /// <summary>The control connection ended.</summary>
    public sealed record ControlLost(string Reason) : NodeEvent;

    /// <summary>A parent accepted us.</summary>
    public sealed record ParentAttached(uint Epoch, WindowFigures Window) : NodeEvent;

    /// <summary>There is no such parent (any more).</summary>
    /// <param name="Oldest">With <see cref="LossCause.Gone"/>, from its answer.</param>
    public sealed record ParentFailed(uint Epoch, long Position, LossCause Cause, long Oldest, string Reason) : NodeEvent;

    /// <summary>A child asks, with an <see cref="Attach"/> of this run that was signed with the chain key and meant for
    /// us.</summary>
    /// <param name="OldestRetained">First position that our window holds.</param>
    public sealed record ChildAsked(uint Child, uint Epoch, long Position, long OldestRetained) : NodeEvent;

    /// <summary>The sealed stream was received and opened to its end of run.</summary>
    public sealed record StreamEnded(long Position) : NodeEvent;

    /// <summary>The consumer of a stream, and every step after it, succeeded.</summary>
    public sealed record StreamConsumed(Receipt Receipt) : NodeEvent;

    /// <summary>The plan was fitted to this machine, or it was found out why not.</summary>
    public sealed record PlanJudged(Wire.PlanJudged Verdict) : NodeEvent;

    /// <summary>The disks are made and mounted.</summary>
    public sealed record DisksMade : NodeEvent;

    /// <summary>The installation begins another step.</summary>
    public sealed record StepBegun(Step Step) : NodeEvent;

    /// <summary>All streams were consumed, and every step after the last one succeeded.</summary>
    public sealed record AllConsumed : NodeEvent;

    /// <summary>The consumer failed. The relay goes on; its own position no longer holds anything back.</summary>
    public sealed record ConsumerFailed(string Reason) : NodeEvent;

    /// <summary>Time went on. Wanted every <see cref="Deadlines.TickInterval"/>.</summary>
    public sealed record Tick(WindowFigures Window) : NodeEvent;
}
