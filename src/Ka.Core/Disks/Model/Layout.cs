using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Disks.Model;

/// <summary>The disks of a machine: what lies on what, down to where it is mounted. docs/disk-layout.md has its JSON.</summary>
/// <remarks>Devices are known by name: a disk <c>sda</c>, its partition <c>sda1</c>, an array <c>md0</c>, a volume
/// <c>vg0/root</c>. Sizes and positions are bytes.</remarks>
public sealed record Layout
{
    /// <summary>The version of the format; a reader refuses any other.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required Firmware Firmware { get; init; }

    /// <summary>What boots it, in the words of <see cref="BootOrigin.Kind"/>: what started the machine, else the only one whose
    /// files are there. null: not known.</summary>
    public string? BootLoader { get; init; }

    /// <summary>What started the machine; null: not known.</summary>
    public BootOrigin? StartedBy { get; init; }

    public IReadOnlyList<Disk> Disks { get; init; } = [];

    public IReadOnlyList<MdArray> Arrays { get; init; } = [];

    public IReadOnlyList<VolumeGroup> VolumeGroups { get; init; } = [];

    /// <summary>Swap space among them.</summary>
    public IReadOnlyList<FileSystem> FileSystems { get; init; } = [];

    /// <summary>The mounts, in an order in which they can be mounted.</summary>
    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    /// <summary>The wired network cards; none: not known.</summary>
    public IReadOnlyList<NetworkCard> Cards { get; init; } = [];

    /// <summary>How the golden tree's files give interfaces their addresses; none: not known.</summary>
    public IReadOnlyList<InterfaceSetup> Interfaces { get; init; } = [];

    /// <summary>Names that the golden tree's templates need a value for.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Firmware that the golden tree cannot be started by; empty: not known, or none.</summary>
    public IReadOnlyList<BootObstacle> BootObstacles { get; init; } = [];

    /// <summary>The layout with arrays that carry the name of a host.</summary>
    /// <param name="hostName">null: they keep the name that they have.</param>
    public Layout Of(string? hostName) =>
        hostName is null ? this : this with { Arrays = [.. Arrays.Select(array => array.Of(hostName))] };
}
