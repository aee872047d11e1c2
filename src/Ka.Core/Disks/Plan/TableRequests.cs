using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>Makes a wanted table of each golden disk's own table or of its desc file.</summary>
internal sealed class TableRequests(PlanRequest request, MinimumSizes needs, List<Finding> reasons)
{
    private const int PrimaryPartitions = 4;

    /// <summary>The table of a golden disk as it is; null: the disk has no table.</summary>
    public TableRequest? FromGolden(Disk disk)
    {
        if (disk.Table is not { } table)
            return null;
        var extended = table.Partitions.FirstOrDefault(partition => PartitionTypes.IsExtended(table.Kind, partition.Type));
        var grower = table
            .Partitions.Where(partition => partition != extended && needs.Grows(Disk.PartitionName(disk.Name, partition.Number)))
            .OrderBy(partition => partition.Start)
            .LastOrDefault();
        var partitions = table
            .Partitions.OrderBy(partition => partition.Start)
            .Select(partition => FromGolden(disk, table, partition, partition == extended, partition == grower));
        var wanted = new TableRequest(table.Kind, table.Id, BootCode(disk.Name) ?? table.BootCode, [.. partitions], 0);
        if (extended is not null && wanted.Logicals.Any(partition => partition.Grows))
            wanted = wanted with
            {
                Partitions =
                [
                    .. wanted.Partitions.Select(partition => partition.IsExtended ? partition with { Grows = true } : partition),
                ],
            };
        // A golden disk with at most 1 % free counts as full.
        var free = TableFit.Room(table.Kind, disk.Size, disk.SectorSize) - TableFit.PreferredTotal(wanted);
        return free > disk.Size / 100 ? wanted with { Free = free } : wanted;
    }

    /// <summary>The table that a desc file describes. The contents of the golden disk's partition N go to the file's partition
    /// N.</summary>
    public TableRequest FromDesc(Disk disk, DescChoice choice, Layout golden)
    {
        var desc = choice.Desc;
        var sameKind = disk.Table?.Kind == desc.Table;
        foreach (var old in disk.Table?.Partitions ?? [])
            CheckContents(disk, old, choice, golden);
        if (disk.Table is null && needs.IsUsed(disk.Name))
            reasons.Add(Finding.Of(FindingKind.DescWholeDisk, disk.Name) with { Place = choice.File });
        var ordered = desc.Partitions.OrderBy(partition => partition.Line);
        var partitions = ordered
            .Select(line =>
                FromDesc(
                    disk,
                    line,
                    sameKind ? disk.Table!.Partitions.FirstOrDefault(old => old.Number == line.Number) : null,
                    choice
                )
            )
            .ToList();
        if (partitions.Find(partition => partition is { IsExtended: true, Grows: false }) is { } extended)
            CheckExtended(partitions, extended, choice);
        var id = sameKind && !request.FreshUuids ? disk.Table!.Id : NewIdentifiers.ForTable(desc.Table, request.NewGuid());
        var code = BootCode(disk.Name) ?? (desc.Table == TableKind.Mbr ? disk.Table?.BootCode : null);
        return new TableRequest(desc.Table, id, code, partitions, 0);
    }

    /// <summary>With one more partition behind the others. null: an MBR has no room in its table.</summary>
    public static (TableRequest Table, int Number)? With(
        TableRequest table,
        string type,
        string name,
        long size,
        Func<Guid> newGuid
    )
    {
        var number = 1;
        while (table.Has(partition => partition.Number == number))
            number++;
        if (number > (table.Kind == TableKind.Mbr ? PrimaryPartitions : LayoutLimits.Partitions))
            return null;
        var gpt = table.Kind == TableKind.Gpt;
        var model = new Partition
        {
            Number = number,
            Start = 0,
            Size = 0,
            Type = type,
            Uuid = gpt ? NewIdentifiers.ForPartition(newGuid()) : null,
            Name = gpt ? name : null,
        };
        return (table with { Partitions = [.. table.Partitions, new PartitionRequest(model, size, size)] }, number);
    }

    /// <summary>The table with the bootable flag on a partition, or on the extended partition that holds it.</summary>
    public static TableRequest WithBootable(TableRequest table, int number)
    {
        var holder = number >= Partition.FirstLogical ? table.Partitions.First(partition => partition.IsExtended).Number : number;
        return table with
        {
            Partitions =
            [
                .. table.Partitions.Select(partition =>
                    partition.Number == holder ? partition with { Model = partition.Model with { Bootable = true } } : partition
                ),
            ],
        };
    }

    private PartitionRequest FromGolden(Disk disk, PartitionTable table, Partition partition, bool isExtended, bool grows)
    {
        var isLogical = table.Kind == TableKind.Mbr && partition.Number >= Partition.FirstLogical;
        if (isExtended)
            return new PartitionRequest(partition, 0, TableFit.Unit) { IsExtended = true };
        var name = Disk.PartitionName(disk.Name, partition.Number);
        // Less than an alignment unit is no loss where files are copied and fit; everything else keeps every byte.
        var (need, whole) = (needs.Minimum(name), SpaceAllocator.RoundDown(partition.Size, TableFit.Unit));
        var preferred = needs.Grows(name) && whole >= Math.Max(need, TableFit.Unit) ? whole : partition.Size;
        var wanted = needs.Wanted(name, preferred);
        return new PartitionRequest(partition, need, wanted)
        {
            IsLogical = isLogical,
            Grows = grows,
            IsFat32 = needs.IsFat32(name),
        };
    }

    private PartitionRequest FromDesc(Disk disk, DescPartition line, Partition? old, DescChoice choice)
    {
        var gpt = choice.Desc.Table == TableKind.Gpt;
        var model = new Partition
        {
            Number = line.Number,
            Start = 0,
            Size = 0,
            Type = line.Type,
            Bootable = line.Bootable,
            Uuid =
                !gpt ? null
                : old?.Uuid is { } uuid ? uuid
                : NewIdentifiers.ForPartition(request.NewGuid()),
            Name = gpt ? old?.Name : null,
            Attributes = gpt ? old?.Attributes : null,
        };
        var need =
            line.IsExtended ? 0
            : disk.Table is { } table
            && table.Partitions.Any(partition =>
                partition.Number == line.Number && !PartitionTypes.IsExtended(table.Kind, partition.Type)
            )
            && needs.IsUsed(Disk.PartitionName(disk.Name, line.Number))
                ? DescNeed(Disk.PartitionName(disk.Name, line.Number))
            : 0;
        var partition = new PartitionRequest(model, line.IsExtended ? 0 : Math.Max(need, TableFit.Unit), TableFit.Unit)
        {
            IsLogical = line.IsLogical,
            IsExtended = line.IsExtended,
            Grows = line.Size.IsFill,
            IsFat32 = IsFat32(disk, line),
        };
        if (line.Size.IsFill)
            return partition;
        var size = line.Size.IsMemory ? SpaceAllocator.RoundUp(request.Machine.Memory, TableFit.Unit) : line.Size.Bytes;
        if (size < need)
            reasons.Add(
                Finding.Of(FindingKind.DescTooSmall, Disk.PartitionName(disk.Name, line.Number), size, need) with
                {
                    Place = Place(choice, line),
                }
            );
        return partition with { Minimum = size, Preferred = size };
    }

    /// <summary>An EFI system partition that only the desc file has is made as a FAT32.</summary>
    private bool IsFat32(Disk disk, DescPartition line)
    {
        var name = Disk.PartitionName(disk.Name, line.Number);
        return needs.IsUsed(name) ? needs.IsFat32(name) : PartitionTypes.IsEsp(line.Type);
    }

    /// <summary>Swap is as large as the file says; anything else has what its files need.</summary>
    private long DescNeed(string device) =>
        needs.Grows(device) ? needs.Minimum(device) : Math.Max(TableFit.Unit, needs.FilesOnFat(device));

    private void CheckContents(Disk disk, Partition old, DescChoice choice, Layout golden)
    {
        var name = Disk.PartitionName(disk.Name, old.Number);
        if (PartitionTypes.IsExtended(disk.Table!.Kind, old.Type) || !needs.IsUsed(name))
            return;
        var fileSystem = golden.FileSystems.FirstOrDefault(fileSystem => fileSystem.Device == name);
        var what =
            golden.Mounts.FirstOrDefault(mount => mount.Device == name)?.Target
            ?? fileSystem?.Type
            ?? "a part of something larger";
        var line = choice.Desc.Partitions.FirstOrDefault(partition => partition.Number == old.Number);
        if (line is null)
            reasons.Add(About(FindingKind.DescNoPartition, choice.File));
        else if (line.IsExtended || (PartitionTypes.IsSwap(line.Type) && fileSystem?.Type != "swap"))
            reasons.Add(About(line.IsExtended ? FindingKind.DescExtended : FindingKind.DescSwap, Place(choice, line)));

        Finding About(FindingKind kind, string place) => new(kind, name, what) { Place = place, Numbers = [old.Number] };
    }

    private static string Place(DescChoice choice, DescPartition line) => $"{choice.File}:{line.Line}";

    private void CheckExtended(List<PartitionRequest> partitions, PartitionRequest extended, DescChoice choice)
    {
        var needed = partitions
            .Where(partition => partition.IsLogical)
            .Sum(partition => SpaceAllocator.RoundUp(partition.Minimum, TableFit.Unit) + TableFit.Unit);
        if (needed > extended.Preferred)
            reasons.Add(
                Finding.Of(FindingKind.DescExtendedTooSmall, "", extended.Preferred, needed) with
                {
                    Place = Place(choice, choice.Desc.Partitions.First(partition => partition.IsExtended)),
                }
            );
    }

    private byte[]? BootCode(string drive) => request.BootCodes.FirstOrDefault(choice => choice.Drive == drive)?.Code;
}
