using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>A partition table, its partitions in the order of their numbers.</summary>
public sealed record PartitionTable
{
    /// <summary>Bytes of boot code in front of an MBR's disk id.</summary>
    public const int BootCodeLength = 446;

    public required TableKind Kind { get; init; }

    /// <summary>A GUID, or an MBR's disk id as <c>0x59be1427</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The first 446 bytes of the disk, when they are to be copied (base64 in JSON).</summary>
    public byte[]? BootCode { get; init; }

    public IReadOnlyList<Partition> Partitions { get; init; } = [];
}
