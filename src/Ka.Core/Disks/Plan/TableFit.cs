using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>Places the partitions of a table on a disk.</summary>
/// <remarks>Everything begins at a whole MiB. In front of each logical partition is a MiB for the record that describes it; at
/// the end of a GPT's disk is one for its copy.</remarks>
internal static class TableFit
{
    /// <summary>Bytes: what partitions begin at a multiple of.</summary>
    public const long Unit = 1 << 20;

    /// <summary>Sectors that an MBR can count.</summary>
    private const long MbrSectors = (1L << 32) - 1;

    /// <summary>Bytes for partitions on a disk; an MBR reaches 2 TiB with sectors of 512 bytes.</summary>
    public static long Room(TableKind kind, long diskSize, int sectorSize)
    {
        var reach = kind == TableKind.Gpt ? diskSize - Unit : Math.Min(diskSize, MbrSectors * sectorSize);
        return Math.Max(0, SpaceAllocator.RoundDown(reach, Unit) - Unit);
    }

    /// <summary>Bytes without which the table does not fit.</summary>
    public static long Needed(TableRequest table, int sectorSize)
    {
        var wanted = table with { Partitions = [.. table.Partitions.Select(partition => partition.On(sectorSize))] };
        return wanted.Primaries.Sum(partition => SpaceAllocator.RoundUp(Minimum(wanted, partition), Unit));
    }

    /// <summary>The partitions in the order of their numbers; null when the disk is too small.</summary>
    public static IReadOnlyList<Partition>? Place(TableRequest table, long diskSize, int sectorSize)
    {
        table = table with { Partitions = [.. table.Partitions.Select(partition => partition.On(sectorSize))] };
        var room = Room(table.Kind, diskSize, sectorSize);
        var primaries = table.Primaries.ToList();
        var wishes = primaries.ConvertAll(partition => new SizeRequest(
            Minimum(table, partition),
            Preferred(table, partition),
            partition.Grows
        ));
        var wanted = wishes.Sum(wish => SpaceAllocator.RoundUp(Math.Max(wish.Minimum, wish.Preferred), Unit));
        var free = Math.Clamp(room - wanted, 0, SpaceAllocator.RoundUp(table.Free, Unit));
        if (SpaceAllocator.Distribute(wishes, room - free, Unit) is not { } sizes)
            return null;
        var placed = new List<Partition>();
        var position = Unit;
        for (var i = 0; i < primaries.Count; i++)
        {
            placed.Add(primaries[i].Model with { Start = position, Size = sizes[i] });
            if (primaries[i].IsExtended && !PlaceLogicals(table, position, sizes[i], placed))
                return null;
            position += sizes[i];
        }
        return [.. placed.OrderBy(partition => partition.Number)];
    }

    /// <summary>Bytes of the partitions as they are wanted.</summary>
    public static long PreferredTotal(TableRequest table) =>
        table.Primaries.Sum(partition => SpaceAllocator.RoundUp(Preferred(table, partition), Unit));

    private static bool PlaceLogicals(TableRequest table, long start, long size, List<Partition> placed)
    {
        var logicals = table.Logicals.ToList();
        var wishes = logicals.ConvertAll(partition => new SizeRequest(partition.Minimum, partition.Preferred, partition.Grows));
        if (SpaceAllocator.Distribute(wishes, size - (logicals.Count * Unit), Unit) is not { } sizes)
            return false;
        var position = start;
        for (var i = 0; i < logicals.Count; i++)
        {
            placed.Add(logicals[i].Model with { Start = position + Unit, Size = sizes[i] });
            position += Unit + sizes[i];
        }
        return true;
    }

    private static long Minimum(TableRequest table, PartitionRequest partition) =>
        !partition.IsExtended
            ? partition.Minimum
            : Math.Max(
                Math.Max(partition.Minimum, Unit),
                table.Logicals.Sum(logical => SpaceAllocator.RoundUp(logical.Minimum, Unit) + Unit)
            );

    private static long Preferred(TableRequest table, PartitionRequest partition) =>
        !partition.IsExtended || partition.Minimum == partition.Preferred
            ? Math.Max(partition.Preferred, partition.IsExtended ? Unit : 0)
            : Math.Max(
                Unit,
                table.Logicals.Sum(logical => SpaceAllocator.RoundUp(Math.Max(logical.Minimum, logical.Preferred), Unit) + Unit)
            );
}
