using System.Collections.Generic;

namespace Ka.Manifests.Comparison;

/// <summary>What was compared.</summary>
public sealed class VerifyReport
{
    /// <summary>Things in trees.</summary>
    public required long Entries { get; init; }

    /// <summary>Of contents, holes among them.</summary>
    public required long Bytes { get; init; }

    /// <summary>Streams that were sent and not looked at, with the reason.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }
}
