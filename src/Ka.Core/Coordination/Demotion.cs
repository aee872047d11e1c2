using System;
using System.Net;

namespace Ka.Coordination;

/// <summary>A node that dragged, what was done about it, and on what figures.</summary>
/// <param name="Round">From 1.</param>
/// <param name="After">Since the round's start.</param>
/// <param name="IsLeftBehind">The round went on without it; otherwise it was moved to the end of the chain.</param>
/// <param name="Rate">What it took, in bytes a second.</param>
/// <param name="Others">What the others could have taken, in bytes a second.</param>
/// <param name="Cost">So much time the others lost by it.</param>
public sealed record Demotion(
    uint Node, IPAddress Address, int Round, TimeSpan After, bool IsLeftBehind, double Rate, double Others, TimeSpan Cost)
{
    public override string ToString() => FormattableString.Invariant(
        $"takes {Rate / 1e6:0.0} MB/s where the others could take {Others / 1e6:0.0} MB/s, which cost them {Cost.TotalSeconds:0.0} s");
}
