using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Decides which child a parent serves: the one with the newest order. The golden node and every node have
/// one.</summary>
public sealed class EpochFence
{
    /// <summary>The newest epoch that was accepted, or up to which orders are void; 0 when there was none.</summary>
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

    /// <summary>Applies an order about the end of the chain, given at an epoch. "No child" also refuses every child of this or an
    /// earlier epoch: a node that was frozen may still have such an order.</summary>
    /// <returns>false: the order is outdated by a child that attached since.</returns>
    public bool Heed(uint epoch, bool childExpected)
    {
        if (epoch < Epoch)
            return false;
        if (!childExpected)
            Epoch = epoch;
        return true;
    }
}
