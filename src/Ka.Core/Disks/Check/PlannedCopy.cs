using System;
using System.Collections.Generic;

namespace Ka.Disks.Check;

/// <summary>What will be sent of a layout, and what the operator leaves out.</summary>
public sealed record PlannedCopy
{
    /// <summary>Mount points in the golden tree whose file systems are sent, each as a tree of its own.</summary>
    public IReadOnlyList<string> Trees { get; init; } = [];

    /// <summary>Directories whose contents stay behind.</summary>
    public IReadOnlyList<string> ExcludedDirectories { get; init; } = [];

    /// <summary>Names of disks that are left out with all that is on them.</summary>
    public IReadOnlyList<string> ExcludedDisks { get; init; } = [];

    /// <summary>Names of devices that are copied as they are.</summary>
    public IReadOnlyList<string> RawPartitions { get; init; } = [];

    /// <summary>The contents of <paramref name="directory"/> stay behind: it, or a directory around it, is left out.</summary>
    internal bool LeavesOut(string directory)
    {
        foreach (var left in ExcludedDirectories)
            if (directory == left || directory.StartsWith(left + "/", StringComparison.Ordinal))
                return true;
        return false;
    }
}
