using System;
using System.Globalization;
using System.Net;

namespace Ka.Coordination.Events;

/// <summary>A measure against a node that slowed the others down, with the figures that led to it.</summary>
/// <param name="Round">From 1.</param>
/// <param name="After">Time since the start of the round.</param>
/// <param name="IsLeftBehind">The round went on without the node; otherwise it was moved to the end of the chain.</param>
/// <param name="Slowness">The measured figures.</param>
public sealed record SlowNodeDecision(NodeIdentity Node, int Round, TimeSpan After, bool IsLeftBehind, Slowness Slowness)
{
    public override string ToString() => Slowness.ToString();
}

/// <summary>Figures of a slow node.</summary>
/// <param name="Rate">Bytes a second that the node consumed.</param>
/// <param name="Others">Bytes a second that the other nodes could have consumed.</param>
/// <param name="Cost">Time that the others lost.</param>
public readonly record struct Slowness(double Rate, double Others, TimeSpan Cost)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"takes {Rate / 1e6:0.0} MB/s where the others could take {Others / 1e6:0.0} MB/s, which cost them "
                + $"{Cost.TotalSeconds:0.0} s"
        );
}
