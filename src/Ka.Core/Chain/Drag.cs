using System;

namespace Ka.Chain;

/// <summary>What one node's consumer held up in a piece of time.</summary>
/// <param name="Held">So long others waited for it.</param>
/// <param name="Rate">What it took meanwhile, in bytes a second.</param>
/// <param name="Others">What the others could have taken, in bytes a second.</param>
internal readonly record struct Drag(TimeSpan Held, double Rate, double Others)
{
    /// <summary>Above this share of what the others can do, a node is one of them.</summary>
    public const double KeepsUp = 0.8;

    /// <summary>The part of the time in which the others would have gone on without it.</summary>
    public TimeSpan Lost => Rate < Others * KeepsUp ? Held * (1 - Rate / Others) : TimeSpan.Zero;
}
