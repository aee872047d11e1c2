using Ka.Wire;

namespace Ka.Chain;

/// <summary>What the relay's thread tells its owner. The owner decides, the relay does.</summary>
public abstract record RelayEvent
{
    private RelayEvent()
    {
    }

    /// <summary>The parent serves us from our position on.</summary>
    public sealed record ParentConnected(uint Epoch) : RelayEvent;

    /// <summary>No parent, or none any more. We stand at <paramref name="Position"/>.</summary>
    /// <param name="Oldest">With <see cref="LossCause.Gone"/>, the first position that the parent still has; else 0.</param>
    public sealed record ParentLost(uint Epoch, long Position, LossCause Cause, long Oldest, string Reason) : RelayEvent;

    /// <summary>Somebody who knows the chain key wants to be our child: <see cref="Relay.Answer"/>.</summary>
    public sealed record ChildRequested(AttachRequest Request) : RelayEvent;

    public sealed record ChildLost(uint Child, uint Epoch, string Reason) : RelayEvent;

    /// <summary>The whole sealed stream is in the window.</summary>
    public sealed record EndReached(long Position) : RelayEvent;

    /// <summary>The relay itself cannot go on: out of descriptors or memory.</summary>
    public sealed record Failed(string Reason) : RelayEvent;
}
