using Ka.Wire;

namespace Ka.Relay;

/// <summary>Events of a relay, for its owner, who decides.</summary>
public abstract record RelayEvent
{
    private RelayEvent() { }

    /// <summary>The parent accepted this node and serves the stream from its position on.</summary>
    public sealed record ParentConnected(uint Epoch) : RelayEvent;

    /// <summary>The parent could not be reached or was lost. This node stands at <paramref name="Position"/>.</summary>
    /// <param name="Oldest">With <see cref="ParentLossReason.Gone"/>, the first position that the parent still has; else
    /// 0.</param>
    public sealed record ParentLost(uint Epoch, long Position, ParentLossReason Cause, long Oldest, string Reason) : RelayEvent;

    /// <summary>A member of the run wants to be this node's child. Answer with <see cref="StreamRelay.Answer"/>.</summary>
    public sealed record ChildRequested(AttachRequest Request) : RelayEvent;

    /// <summary>The whole sealed stream is in the window, verified.</summary>
    public sealed record EndReached(long Position) : RelayEvent;

    /// <summary>The relay cannot go on: out of descriptors or memory.</summary>
    public sealed record Failed(string Reason) : RelayEvent;
}
