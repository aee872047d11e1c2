using System;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>What a parent must keep for the four nodes after it, and what it says about them to its own parent. The rule, and
/// why any three neighbours may die at once: docs/wire-protocol.md, "What a node retains".</summary>
/// <remarks>Owned by the relay's thread. Positions of an <see cref="Ack"/> are taken as they come: one that is wrong costs
/// its sender its place, not anybody's bytes.</remarks>
public sealed class Retention(bool childExpected)
{
    /// <summary>Of the child that is served, or was served last; null: we know nothing of those after us.</summary>
    private Ack? _ack;

    /// <summary>Somebody is, or will be, after us.</summary>
    public bool ChildExpected { get; private set; } = childExpected;

    /// <summary>Nothing before this is needed by those after us: 0 while we know nothing of them, <see cref="long.MaxValue"/>
    /// for the last node. It may go back when another child comes; what the window has dropped by then it need not
    /// have.</summary>
    public long Floor => !ChildExpected ? long.MaxValue : _ack?.Lowest ?? 0;

    /// <summary>A child was accepted. It and those after it may be behind what we knew of the one before it, so nothing is
    /// dropped until it has spoken.</summary>
    public void ChildAccepted()
    {
        ChildExpected = true;
        _ack = null;
    }

    /// <summary>The child that is served now sent this. It stays in force when the child is lost.</summary>
    public void Acked(Ack ack) => _ack = ack;

    /// <summary>The server says whether the chain goes on after us.</summary>
    public void Expect(bool child)
    {
        ChildExpected = child;
        if (!child)
            _ack = null;
    }

    /// <summary>What we tell our parent. Those of whom we know nothing are said to have nothing, so that nobody drops what
    /// they need.</summary>
    /// <param name="received">Our own position.</param>
    public Ack Report(long received) =>
        ChildExpected ? (_ack ?? default).Behind(received) : Ack.OfTail(received);
}
