using System;

namespace Ka.Coordination;

/// <summary>What one node's consumer held up in a piece of time.</summary>
/// <param name="Held">So long others waited for it.</param>
/// <param name="Rate">What it took meanwhile, in bytes a second.</param>
/// <param name="Others">What the others could have taken, in bytes a second.</param>
internal readonly record struct Drag(TimeSpan Held, double Rate, double Others)
{
    /// <summary>Above this share of what the others can do, a node is one of them.</summary>
    public const double KeepsUp = 0.8;

    /// <summary>A chunk that falls into a short interval may be many times what the others could have taken in it.</summary>
    private const double MostGain = 64;

    /// <summary>It took less than what is a difference.</summary>
    public bool IsClear => Held > TimeSpan.Zero && Rate < Others * KeepsUp;

    /// <summary>The part of the time in which the others would have gone on without it; negative when it was the faster one.</summary>
    /// <remarks>Chance goes both ways, and what is taken is counted by chunks: were only what it costs counted and not what it gives
    /// back, consumers that are equal on average would all drag in the end.</remarks>
    public TimeSpan Lost => Others > 0 ? Held * Math.Max(1 - Rate / Others, -MostGain) : TimeSpan.Zero;
}
