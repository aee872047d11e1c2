using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The <see cref="Coordinator"/> as its parts see it: it carries out what they decide about nodes.</summary>
internal interface INodeOwner
{
    /// <summary>A node left the chain: no other node needs it, or it cannot be done.</summary>
    /// <param name="verdict">As far as the streams prove.</param>
    void Conclude(NodeRecord node, Verdict verdict, string reason);

    /// <summary>A node lives and could be done, but not in this round.</summary>
    /// <param name="isOnlySlow">The node needs only more time. That cannot repeat without end, because the other nodes get done
    /// meanwhile.</param>
    void LeaveBehind(NodeRecord node, string reason, bool isOnlySlow);

    /// <summary>A node has its final verdict and is released.</summary>
    void Dismiss(NodeRecord node, Verdict verdict, string reason);

    /// <summary>A node is not served: no verdict, no line in the report.</summary>
    void Reject(NodeRecord node, string reason);
}
