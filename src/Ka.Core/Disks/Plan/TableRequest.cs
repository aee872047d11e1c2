using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>A partition table before its disk is known: what each partition needs instead of where it lies.</summary>
/// <param name="Partitions">In the order in which they lie on the disk; logical ones after the extended one.</param>
/// <param name="Free">Bytes that the golden disk leaves unpartitioned on purpose: they stay so as long as there is room.</param>
internal sealed record TableRequest(
    TableKind Kind,
    string Id,
    byte[]? BootCode,
    IReadOnlyList<PartitionRequest> Partitions,
    long Free
)
{
    public IEnumerable<PartitionRequest> Primaries => Partitions.Where(partition => !partition.IsLogical);

    public IEnumerable<PartitionRequest> Logicals => Partitions.Where(partition => partition.IsLogical);

    public bool Has(Func<PartitionRequest, bool> condition) => Partitions.Any(condition);
}

/// <summary>A partition of a wanted table, its sizes in bytes.</summary>
/// <param name="Minimum">The least size at which its contents fit.</param>
/// <param name="Preferred">The size it gets when there is room.</param>
internal sealed record PartitionRequest(Partition Model, long Minimum, long Preferred)
{
    /// <summary>Bytes of the smallest FAT32: 65,525 clusters of one sector, and its tables. With sectors of 4096 bytes what is
    /// usual.</summary>
    private static long SmallestFat32(int sectorSize) => (sectorSize == 4096 ? 260L : 34L) << 20;

    public int Number => Model.Number;

    public bool IsLogical { get; init; }

    public bool IsExtended { get; init; }

    /// <summary>It gets what is left, and gives first.</summary>
    public bool Grows { get; init; }

    /// <summary>It holds a FAT32: of fewer clusters firmware takes it for a FAT16, and does not start from it.</summary>
    public bool IsFat32 { get; init; }

    /// <summary>What it needs and gets on a disk with these sectors.</summary>
    public PartitionRequest On(int sectorSize) =>
        IsFat32
            ? this with
            {
                Minimum = Math.Max(Minimum, SmallestFat32(sectorSize)),
                Preferred = Math.Max(Preferred, SmallestFat32(sectorSize)),
            }
            : this;
}
