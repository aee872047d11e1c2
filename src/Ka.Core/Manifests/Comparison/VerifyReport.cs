using System.Collections.Generic;

namespace Ka.Manifests.Comparison;

/// <summary>The result of a comparison.</summary>
public sealed class VerifyReport
{
    /// <summary>The number of entries in trees.</summary>
    public required long Entries { get; init; }

    /// <summary>Bytes of contents, with holes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Streams that were sent and not looked at, with the reason.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }
}
