using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>The layout as it will be: golden contents under the machine's names, in the machine's sizes.</summary>
internal sealed class TargetLayout(
    Layout golden,
    Dictionary<string, TableRequest?> tables,
    IReadOnlyDictionary<string, MachineDisk> roles,
    MinimumSizes needs,
    List<Finding> reasons
)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly List<Finding> _notes = [];

    /// <summary>Builds the layout, and adds a reason for each part that does not fit.</summary>
    public Layout Build()
    {
        var disks = golden.Disks.Select(Place).ToList();
        var arrays = golden.Arrays.Select(Place).ToList();
        var groups = golden.VolumeGroups.Select(Place).ToList();
        foreach (var fileSystem in golden.FileSystems)
            CheckSize(fileSystem);
        return golden with
        {
            Disks = disks,
            Arrays = arrays,
            VolumeGroups = groups,
            FileSystems =
            [
                .. golden.FileSystems.Where(fileSystem => FileSystemKind.Find(fileSystem.Type) is not null).Select(Made),
            ],
            Mounts =
            [
                .. golden
                    .Mounts.Select(mount => mount with { Device = _names[mount.Device] })
                    .OrderBy(mount => mount.Target == "/" ? 0 : mount.Target.Count(letter => letter == '/')),
            ],
        };
    }

    private Disk Place(Disk disk)
    {
        var role = roles[disk.Name];
        Name(disk.Name, role.Name, role.Size);
        var wanted = tables[disk.Name];
        var partitions = wanted is null ? [] : TableFit.Place(wanted, role.Size, role.SectorSize)!;
        foreach (var partition in partitions)
            Name(
                Disk.PartitionName(disk.Name, partition.Number),
                Disk.PartitionName(role.Name, partition.Number),
                partition.Size
            );
        return new Disk
        {
            Name = role.Name,
            Size = role.Size,
            SectorSize = role.SectorSize,
            Serial = role.Serial,
            Wwn = role.Wwn,
            Table = wanted is null
                ? null
                : new PartitionTable
                {
                    Kind = wanted.Kind,
                    Id = wanted.Id,
                    BootCode = wanted.BootCode,
                    Partitions = partitions,
                },
        };
    }

    private MdArray Place(MdArray array)
    {
        var member = array.Members.Min(name => _sizes[name]) - MinimumSizes.ArrayOverhead;
        var unit = Math.Max(array.Chunk ?? 0, TableFit.Unit);
        var size = SpaceAllocator.RoundDown(Math.Max(0, member), unit) * MinimumSizes.ContentMembers(array);
        if (size <= 0)
            reasons.Add(Finding.Of(FindingKind.ArrayNoRoom, array.Name));
        Name(array.Name, array.Name, size);
        return array with { Size = size, Members = [.. array.Members.Select(name => _names[name])] };
    }

    private VolumeGroup Place(VolumeGroup group)
    {
        var sizes = new List<long>();
        foreach (var volume in group.PhysicalVolumes)
            sizes.Add(_sizes[volume.Device]);
        if (VolumeFit.Place(group, sizes, needs, out var reason) is not { } placed)
        {
            reasons.Add(reason);
            placed = group;
        }
        foreach (var volume in placed.Volumes)
            Name($"{group.Name}/{volume.Name}", $"{group.Name}/{volume.Name}", volume.Size);
        return placed with
        {
            PhysicalVolumes = [.. placed.PhysicalVolumes.Select(volume => volume with { Device = _names[volume.Device] })],
        };
    }

    /// <summary>What a person should know of contents that fit.</summary>
    public IReadOnlyList<Finding> Notes => _notes;

    private FileSystem Made(FileSystem fileSystem) =>
        fileSystem with
        {
            Device = _names[fileSystem.Device],
            BytesPerInode = FileSystemKind.Find(fileSystem.Type)!.BytesPerInode(fileSystem, _sizes[fileSystem.Device]),
        };

    /// <summary>A block has one inode at most, and is at least as large as a sector.</summary>
    private void CheckInodes(FileSystem fileSystem, long size)
    {
        var block = Math.Max(fileSystem.BlockSize ?? 1024, roles.Values.Max(role => role.SectorSize));
        if (
            FileSystemKind.Find(fileSystem.Type) is { IsExt: true }
            && fileSystem.Inodes is { } used
            && FileSystemKind.InodesFor(used) is var needed
            && size / Math.Max(1024, block) is var most
            && most < needed
        )
            reasons.Add(Finding.Of(FindingKind.TooFewInodes, _names[fileSystem.Device], most, needed));
    }

    private void NoteInitramfs(FileSystem fileSystem, long size)
    {
        if (fileSystem is { Initramfs: { } made, Used: { } used } && used + made > size)
            _notes.Add(Finding.Of(FindingKind.InitramfsRoom, _names[fileSystem.Device], Math.Max(0, size - used), made));
    }

    /// <summary>Its partition may be large enough for the disk's sake, and still too small for its mkfs.</summary>
    private void CheckSize(FileSystem fileSystem)
    {
        var size = _sizes[fileSystem.Device];
        if (FileSystemKind.Find(fileSystem.Type) is { } kind && size < kind.Smallest)
            reasons.Add(
                new Finding(FindingKind.FileSystemTooSmall, _names[fileSystem.Device], kind.Name)
                {
                    Numbers = [size, kind.Smallest],
                }
            );
        else if (size < needs.Minimum(fileSystem.Device))
            reasons.Add(Finding.Of(FindingKind.DeviceFull, _names[fileSystem.Device], size, needs.Minimum(fileSystem.Device)));
        CheckInodes(fileSystem, size);
        NoteInitramfs(fileSystem, size);
    }

    private void Name(string golden, string target, long size)
    {
        _names[golden] = target;
        _sizes[golden] = size;
    }
}
