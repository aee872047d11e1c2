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

    /// <summary>Takes word about the end of the chain, given at this epoch. That there is to be no child also closes the gate for
    /// every order given until then: whoever was frozen may still have one.</summary>
    /// <returns>false: it is outdated by a child that came since.</returns>
    public bool Heed(uint epoch, bool childExpected)
    {
        if (epoch < Epoch)
            return false;
        if (!childExpected)
            Epoch = epoch;
        return true;
    }
}
