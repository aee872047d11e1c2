using System;

namespace Ka.TestKit.Simulation;

/// <summary>Something that will happen to one node or to neighbours.</summary>
/// <param name="Kind">What.</param>
/// <param name="Place">The first one's place in the chain, from 0; in what is left of the chain when places ran out.</param>
/// <param name="Count">So many neighbours at once.</param>
/// <param name="Trigger">When.</param>
/// <param name="Delay">After the trigger.</param>
/// <param name="Duration">Of a freeze or a cut; null: for good.</param>
public sealed record SimFault(
    SimFaultKind Kind,
    int Place,
    int Count,
    SimTrigger Trigger,
    TimeSpan Delay,
    TimeSpan? Duration = null
)
{
    /// <summary>With <see cref="SimTrigger.Position"/>: when the first one has received so much.</summary>
    public long Position { get; init; }

    /// <summary>Of <see cref="SimFaultKind.SlowDisk"/>.</summary>
    public double Factor { get; init; } = 1;
}
