using Ka.Wire;

namespace Ka.Chain;

/// <summary>Decides which child a parent serves: the one with the newest order. The golden node and every node have
/// one.</summary>
public sealed class ChildGate
{
    /// <summary>The newest epoch accepted; 0 when there was none.</summary>
    public uint Epoch { get; private set; }

    /// <summary>The answer to a child whose <see cref="Attach"/> was signed with the chain key. When it is
    /// <see cref="AttachStatus.Accepted"/>, the child served so far is dropped.</summary>
    /// <param name="oldest">First position retained.</param>
    public AttachStatus Decide(uint epoch, long position, long oldest)
    {
        if (epoch <= Epoch)
            return AttachStatus.Refused;
        if (position < oldest)
            return AttachStatus.Gone;
        Epoch = epoch;
        return AttachStatus.Accepted;
    }

    /// <summary>Word about the end of the chain, given at this epoch, is not outdated by a child that came since.</summary>
    public bool Heeds(uint epoch) => epoch >= Epoch;
}
