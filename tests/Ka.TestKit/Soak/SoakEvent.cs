using System;
using System.Globalization;

namespace Ka.TestKit;

/// <summary>One blow to one node.</summary>
/// <param name="At">After the run's start.</param>
/// <param name="Node">Counted from 1, in the order of the chain.</param>
/// <param name="Lasts">How long a <see cref="Blow.Pause"/> lasts; the others last for ever.</param>
public sealed record SoakEvent(TimeSpan At, int Node, Blow Blow, TimeSpan Lasts)
{
    public override string ToString() =>
        Blow == Blow.Pause
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{At.TotalSeconds:0.00} s: pause node {Node} for {Lasts.TotalSeconds:0.00} s"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{At.TotalSeconds:0.00} s: {Blow.ToString().ToLowerInvariant()} node {Node}"
            );
}
