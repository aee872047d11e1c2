using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>Fits a golden layout to a machine. Pure: no programs, no devices.</summary>
public sealed class DiskPlanner
{
    private readonly PlanRequest _request;
    private readonly List<Finding> _reasons = [];
    private readonly List<Finding> _notes = [];
    private readonly Dictionary<string, TableRequest?> _tables = new(StringComparer.Ordinal);

    private DiskPlanner(PlanRequest request) => _request = request;

    /// <summary>Steps, or every reason why not.</summary>
    public static DiskPlan Plan(PlanRequest request) => new DiskPlanner(request).Plan();

    private DiskPlan Plan()
    {
        var golden = GoldenSelection.Without(_request.Golden, _request.Excluded, _reasons);
        if (_request.FreshUuids)
            golden = NewIdentifiers.Apply(golden, _request.NewGuid);
        CheckNames(golden);
        var needs = new MinimumSizes(golden);
        golden = GoldenSelection.WithoutEmptyDisks(golden, needs, _request.Descs);
        if (golden.Disks.Count == 0)
            _reasons.Add(Finding.Of(FindingKind.NoDiskToCopy, ""));
        golden = DescribeTables(golden, needs);
        golden = new BootNeeds(_request, _tables, _reasons, _notes).Apply(golden);
        var roles = new DiskAssignment(
            _request,
            (disk, target) => Fits(disk, target, needs),
            (disk, sectors) => Needed(disk, sectors, needs)
        );
        var assigned = roles.Assign(golden.Disks);
        _reasons.AddRange(roles.Reasons);
        CheckStacks(golden, assigned);
        NoteContents(golden);
        var target = _reasons.Count == 0 ? Build(golden, assigned, needs) : null;
        if (_reasons.Count > 0 || target is null)
            return new DiskPlan
            {
                Reasons = _reasons,
                Notes = _notes,
                Roles = assigned,
            };
        LayoutCheck.Check(target);
        NoteLimits(target, assigned);
        return new DiskPlan
        {
            Reasons = [],
            Notes = _notes,
            Roles = assigned,
            Erased = new DiskOrigin(_request).Describe(assigned),
            Target = target,
            Steps = StepList.Make(target, assigned.Values),
        };
    }

    private Layout Build(Layout golden, IReadOnlyDictionary<string, MachineDisk> assigned, MinimumSizes needs)
    {
        var wanted = golden with { Firmware = _request.Machine.Firmware, BootObstacles = [], StartedBy = null };
        var target = new TargetLayout(wanted, _tables, assigned, needs, _reasons);
        var built = target.Build();
        _notes.AddRange(target.Notes);
        return built;
    }

    private void CheckNames(Layout golden)
    {
        foreach (var drive in _request.Descs.Select(desc => desc.Drive).Concat(_request.BootCodes.Select(code => code.Drive)))
            if (!golden.Disks.Any(disk => disk.Name == drive))
                _reasons.Add(Finding.Of(FindingKind.UnknownGoldenDisk, BytePath.FromText(drive).ToString()));
        foreach (var drive in _request.Descs.GroupBy(desc => desc.Drive).Where(group => group.Count() > 1))
            _reasons.Add(Finding.Of(FindingKind.TwoDescFiles, drive.Key));
    }

    private Layout DescribeTables(Layout golden, MinimumSizes needs)
    {
        var wanted = new TableRequests(_request, needs, _reasons);
        var added = new List<FileSystem>();
        foreach (var disk in golden.Disks)
        {
            var choice = _request.Descs.FirstOrDefault(desc => desc.Drive == disk.Name);
            _tables[disk.Name] = choice is null ? wanted.FromGolden(disk) : wanted.FromDesc(disk, choice, golden);
            if (choice is not null)
                added.AddRange(NewContents(disk, needs));
            if (_request.BootCodes.Any(code => code.Drive == disk.Name) && _tables[disk.Name] is null)
                _reasons.Add(Finding.Of(FindingKind.BootCodeWithoutTable, disk.Name));
        }
        return golden with { FileSystems = [.. golden.FileSystems, .. added] };
    }

    /// <summary>Swap and EFI system partitions that only the desc file has need no golden contents.</summary>
    private IEnumerable<FileSystem> NewContents(Disk disk, MinimumSizes needs)
    {
        foreach (var partition in _tables[disk.Name]!.Partitions)
        {
            var device = Disk.PartitionName(disk.Name, partition.Number);
            if (partition.IsExtended || needs.IsUsed(device))
                continue;
            var type =
                PartitionTypes.IsSwap(partition.Model.Type) ? "swap"
                : PartitionTypes.IsEsp(partition.Model.Type) ? "vfat"
                : null;
            if (type is null)
                _notes.Add(Finding.Of(FindingKind.NewAndEmpty, device));
            else
                yield return new FileSystem
                {
                    Device = device,
                    Type = type,
                    FatBits = type == "vfat" ? 32 : null,
                    Uuid = NewIdentifiers.ForFileSystem(type, _request.NewGuid()),
                };
        }
    }

    private bool Fits(Disk disk, MachineDisk target, MinimumSizes needs) =>
        _tables[disk.Name] is { } table
            ? TableFit.Place(table, target.Size, target.SectorSize) is not null
            : target.Size >= needs.Minimum(disk.Name);

    private long Needed(Disk disk, int sectorSize, MinimumSizes needs) =>
        _tables[disk.Name] is { } table ? TableFit.Needed(table, sectorSize) + (2 * TableFit.Unit) : needs.Minimum(disk.Name);

    /// <summary>The name of an array or a group on a disk that stays as it is cannot be given to another.</summary>
    private void CheckStacks(Layout golden, IReadOnlyDictionary<string, MachineDisk> assigned)
    {
        var taken = assigned.Values.Select(disk => disk.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stack in _request.Machine.Stacks)
        {
            var wanted = stack.IsArray
                ? golden.Arrays.Any(array => array.Name == stack.Name)
                : golden.VolumeGroups.Any(group => group.Name == stack.Name);
            if (wanted && stack.Disks.FirstOrDefault(disk => !taken.Contains(disk)) is { } other)
                _reasons.Add(new Finding(stack.IsArray ? FindingKind.ArrayExists : FindingKind.GroupExists, stack.Name, other));
        }
    }

    private void NoteContents(Layout golden)
    {
        foreach (var fileSystem in golden.FileSystems)
            if (FileSystemKind.Find(fileSystem.Type) is null)
                NoteUnknown(golden, fileSystem);
            else if (
                fileSystem is { Used: null, Type: not ("swap" or "vfat") }
                && !golden.Mounts.Any(mount => mount.Device == fileSystem.Device)
            )
                _notes.Add(new Finding(FindingKind.NotMounted, fileSystem.Device, fileSystem.Type));
    }

    private void NoteUnknown(Layout golden, FileSystem fileSystem)
    {
        if (golden.Mounts.FirstOrDefault(mount => mount.Device == fileSystem.Device) is { } mount)
            _reasons.Add(new Finding(FindingKind.NotMakeable, mount.Target, fileSystem.Type));
        else
            _notes.Add(new Finding(FindingKind.NotCopied, fileSystem.Device, fileSystem.Type));
    }

    private void NoteLimits(Layout target, IReadOnlyDictionary<string, MachineDisk> assigned)
    {
        foreach (var disk in target.Disks)
            if (
                disk.Table is { Kind: TableKind.Mbr }
                && disk.Size > TableFit.Room(TableKind.Mbr, disk.Size, disk.SectorSize) + (8 * TableFit.Unit)
            )
                _notes.Add(
                    Finding.Of(FindingKind.MbrReach, disk.Name, TableFit.Room(TableKind.Mbr, long.MaxValue, disk.SectorSize))
                );
        foreach (var disk in _request.Machine.Disks)
            if (disk.Refusal(false) is null && !assigned.Values.Any(used => used.Name == disk.Name))
                _notes.Add(Finding.Of(FindingKind.DiskUntouched, disk.Name, disk.Size));
    }
}
