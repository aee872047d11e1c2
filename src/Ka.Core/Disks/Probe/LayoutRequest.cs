using System.Collections.Generic;

namespace Ka.Disks.Probe;

/// <summary>The machine or tree whose layout is requested.</summary>
public sealed record LayoutRequest
{
    /// <summary>The golden tree: its fstab is read, and what is mounted below it.</summary>
    public string Root { get; init; } = "/";

    /// <summary>Only these disks, whatever they are; none: every fixed disk of the machine.</summary>
    public IReadOnlyList<string> Disks { get; init; } = [];

    /// <summary>Disks that are left out.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Paths of disks whose boot code is read, too.</summary>
    public IReadOnlyList<string> BootCode { get; init; } = [];
}
