using Ka.Wire;

namespace Ka.Relay;

/// <summary>The rule for the bytes that a parent keeps for the four nodes after it, and for its acknowledgements to its own
/// parent.</summary>
/// <remarks>The rule, and why any three neighbours may die at once: docs/wire-protocol.md, "What a node retains". Belongs to the
/// relay's thread. Positions of an <see cref="Ack"/> are not checked: a wrong one harms only its sender.</remarks>
public sealed class RetentionPolicy(bool childExpected)
{
    /// <summary>Of the current or the last child; null: the positions of the descendants are unknown.</summary>
    private Ack? _ack;

    /// <summary>True if a node is, or will be, after this one.</summary>
    public bool ChildExpected { get; private set; } = childExpected;

    /// <summary>Position before which no descendant needs a byte: 0 while nothing is known, <see cref="long.MaxValue"/> for the
    /// last node.</summary>
    /// <remarks>It may go back when another child comes; bytes that were overwritten by then stay lost.</remarks>
    public long Floor => !ChildExpected ? long.MaxValue : _ack?.Lowest ?? 0;

    /// <summary>Records an accepted child. It and its descendants may be behind the last child's, so all bytes are kept until its
    /// first ack.</summary>
    public void ChildAccepted()
    {
        ChildExpected = true;
        _ack = null;
    }

    /// <summary>Records an ack of the current child. It stays in force when the child is lost.</summary>
    public void Acked(Ack ack) => _ack = ack;

    /// <summary>Records the golden node's decision whether the chain goes on after this node.</summary>
    public void Expect(bool child)
    {
        ChildExpected = child;
        if (!child)
            _ack = null;
    }

    /// <summary>Returns the ack for the parent. Descendants whose position is unknown are reported at 0, so that no node drops
    /// bytes which they need.</summary>
    /// <param name="received">This node's own position.</param>
    public Ack Report(long received) => ChildExpected ? (_ack ?? default).Behind(received) : Ack.OfTail(received);
}
