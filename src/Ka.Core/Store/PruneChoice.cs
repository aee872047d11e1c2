using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Store;

/// <summary>Which versions of an image go. Pure.</summary>
public static class PruneChoice
{
    /// <param name="versions">All, in any order.</param>
    /// <param name="keep">Versions that stay, the newest; at least 1.</param>
    /// <returns>Those that go, the oldest first.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<string> versions, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        return [.. versions.Order(StringComparer.Ordinal).Take(Math.Max(0, versions.Count - keep))];
    }
}
