using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Who hears what a <see cref="ChainRound"/> decides about a node that leaves the chain.</summary>
internal interface IRoundOwner
{
    /// <summary>It is out of the chain: nobody needs it any more, or it cannot be done.</summary>
    /// <param name="verdict">As far as the streams say.</param>
    void Conclude(Member member, Verdict verdict, string reason);

    /// <summary>It lives and could be done, but not in this round.</summary>
    /// <param name="isOnlySlow">It needs more time, and nothing else: that cannot happen for ever, because the others get
    /// done meanwhile.</param>
    void LeaveBehind(Member member, string reason, bool isOnlySlow);
}
