using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Disks;

/// <summary>A partition table before its disk is known: what each partition needs instead of where it lies.</summary>
/// <param name="Partitions">In the order in which they lie on the disk; logical ones after the extended one.</param>
/// <param name="Free">Bytes that the golden disk leaves unpartitioned on purpose: they stay so as long as there is room.</param>
internal sealed record WantedTable(TableKind Kind, string Id, byte[]? BootCode, IReadOnlyList<WantedPartition> Partitions, long Free)
{
    public IEnumerable<WantedPartition> Primaries => Partitions.Where(partition => !partition.IsLogical);

    public IEnumerable<WantedPartition> Logicals => Partitions.Where(partition => partition.IsLogical);

    public bool Has(Func<WantedPartition, bool> condition) => Partitions.Any(condition);
}

/// <summary>A partition of a wanted table, its sizes in bytes.</summary>
/// <param name="Minimum">The least size at which its contents fit.</param>
/// <param name="Preferred">The size it gets when there is room.</param>
/// <param name="Grows">It gets what is left, and gives first.</param>
internal sealed record WantedPartition(Partition Model, bool IsLogical, bool IsExtended, long Minimum, long Preferred, bool Grows)
{
    public int Number => Model.Number;
}
