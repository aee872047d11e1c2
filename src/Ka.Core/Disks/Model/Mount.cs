using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>Where a file system belongs in the tree.</summary>
public sealed record Mount
{
    public required string Device { get; init; }

    /// <summary>Absolute, as in fstab(5).</summary>
    public required string Target { get; init; }

    /// <summary>btrfs: the subvolume that is mounted, without a leading slash; null: the default one.</summary>
    public string? Subvolume { get; init; }

    /// <summary>fstab's options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
