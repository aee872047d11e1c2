using System;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>What a parent must keep for the four nodes after it, and what it says about them to its own parent. The rule, and
/// why any three neighbours may die at once: docs/wire-protocol.md, "What a node retains".</summary>
/// <remarks>Owned by the relay's thread. Positions of an <see cref="Ack"/> are taken as they come: one that is wrong costs
/// its sender its place, not anybody's bytes.</remarks>
public sealed class Retention(bool childExpected)
{
    private Ack? _ack;
    private long _floor;

    /// <summary>Somebody is, or will be, after us.</summary>
    public bool ChildExpected { get; private set; } = childExpected;

    /// <summary>A child was accepted. What we know of the one before it stays in force until the new one's first ack.</summary>
    public void ChildAccepted() => ChildExpected = true;

    /// <summary>The child that is served now sent this.</summary>
    public void Acked(Ack ack)
    {
        _ack = ack;
        _floor = Math.Max(_floor, ack.Lowest);
    }

    /// <summary>The server says whether the chain goes on after us.</summary>
    public void Expect(bool child)
    {
        ChildExpected = child;
        if (!child)
            _ack = null;
    }

    /// <summary>Nothing before this is needed by those after us. Never goes back; <see cref="long.MaxValue"/> for the last node.</summary>
    public long Floor => ChildExpected ? _floor : long.MaxValue;

    /// <summary>What we tell our parent. Those after us of whom nothing is known yet are said to be at the floor: less
    /// than they have, so that nobody drops what they need.</summary>
    /// <param name="received">Our own position.</param>
    public Ack Report(long received)
    {
        if (!ChildExpected)
            return Ack.OfTail(received);
        return (_ack ?? new Ack(_floor, _floor, _floor, _floor)).Behind(received);
    }
}
