using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>A volume group of LVM.</summary>
public sealed record VolumeGroup
{
    public required string Name { get; init; }

    /// <summary>Bytes of an extent.</summary>
    public required long ExtentSize { get; init; }

    public required IReadOnlyList<PhysicalVolume> PhysicalVolumes { get; init; }

    public IReadOnlyList<LogicalVolume> Volumes { get; init; } = [];
}

/// <summary>A device that gives its space to a volume group.</summary>
public sealed record PhysicalVolume
{
    public required string Device { get; init; }

    public string? Uuid { get; init; }

    /// <summary>Bytes of the extents on it.</summary>
    public required long Size { get; init; }
}

/// <summary>A volume: a device named <c>GROUP/NAME</c>.</summary>
public sealed record LogicalVolume
{
    public required string Name { get; init; }

    /// <summary>Bytes that it offers.</summary>
    public required long Size { get; init; }

    public VolumeKind Kind { get; init; }

    /// <summary>Across how many physical volumes it is striped.</summary>
    public int Stripes { get; init; } = 1;

    /// <summary>Bytes of a stripe; null unless striped.</summary>
    public long? StripeSize { get; init; }

    /// <summary>How many copies there are besides the first.</summary>
    public int Mirrors { get; init; }
}
