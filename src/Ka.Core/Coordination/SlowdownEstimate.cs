using System;

namespace Ka.Coordination;

/// <summary>The share of an interval in which one node's consumer was the bottleneck of the others.</summary>
/// <param name="Held">Time for which the others waited for the node.</param>
/// <param name="Rate">Bytes a second that the node consumed meanwhile.</param>
/// <param name="Others">Bytes a second that the others could have consumed.</param>
internal readonly record struct SlowdownEstimate(TimeSpan Held, double Rate, double Others)
{
    /// <summary>Share of the others' rate above which a node counts as equally fast.</summary>
    public const double KeepsUp = 0.8;

    /// <summary>Largest gain, in multiples of the interval. A chunk that falls into a short interval may be many times what the
    /// others could have consumed in it.</summary>
    private const double MostGain = 64;

    /// <summary>True when the node was slower by more than measurement noise.</summary>
    public bool IsClear => Held > TimeSpan.Zero && Rate < Others * KeepsUp;

    /// <summary>Time that the others lost; negative when the node was the faster one.</summary>
    /// <remarks>Consumption is counted in whole chunks, so the error goes both ways. If only losses were counted and no gains,
    /// consumers that are equal on average would all look slow in the end.</remarks>
    public TimeSpan Lost => Others > 0 ? Held * Math.Max(1 - Rate / Others, -MostGain) : TimeSpan.Zero;
}
