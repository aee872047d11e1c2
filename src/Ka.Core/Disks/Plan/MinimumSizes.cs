using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>How small each device of a golden layout may become, from what is on it down to the files.</summary>
internal sealed class MinimumSizes
{
    /// <summary>Bytes that an array takes of each member: its superblock and what lies before the contents (see
    /// <see cref="MakeArray"/>).</summary>
    public const long ArrayOverhead = 5 << 20;

    /// <summary>Bytes that LVM takes of each physical volume in front of the extents, and as much again to be sure.</summary>
    public const long VolumeOverhead = 2 << 20;

    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileSystem> _fileSystems;
    private readonly Dictionary<string, MdArray> _arrays = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VolumeGroup> _groups = new(StringComparer.Ordinal);

    public MinimumSizes(Layout layout)
    {
        foreach (var disk in layout.Disks)
        {
            _sizes[disk.Name] = disk.Size;
            foreach (var partition in disk.Table?.Partitions ?? [])
                _sizes[Disk.PartitionName(disk.Name, partition.Number)] = partition.Size;
        }
        foreach (var array in layout.Arrays)
        {
            _sizes[array.Name] = array.Size;
            foreach (var member in array.Members)
                _arrays[member] = array;
        }
        foreach (var group in layout.VolumeGroups)
        {
            foreach (var volume in group.PhysicalVolumes)
                _groups[volume.Device] = group;
            foreach (var volume in group.Volumes)
                _sizes[$"{group.Name}/{volume.Name}"] = volume.Size;
        }
        _fileSystems = layout.FileSystems.ToDictionary(fileSystem => fileSystem.Device, StringComparer.Ordinal);
    }

    /// <summary>Something is on it.</summary>
    public bool IsUsed(string device) =>
        _fileSystems.ContainsKey(device) || _arrays.ContainsKey(device) || _groups.ContainsKey(device);

    /// <summary>More room would be of use to what is on it.</summary>
    public bool Grows(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem) ? FileSystemKind.Find(fileSystem.Type)?.Grows ?? false
        : _arrays.TryGetValue(device, out var array) ? Grows(array.Name)
        : _groups.ContainsKey(device);

    /// <summary>It is a FAT with 32-bit entries, which sectors of 4096 bytes make larger than a golden one may be.</summary>
    public bool IsFat32(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem) && fileSystem is { Type: "vfat", FatBits: 32 };

    /// <summary>Bytes; never more than it has on the golden node, unless today's mkfs refuses so few.</summary>
    public long Minimum(string device)
    {
        var size = _sizes.GetValueOrDefault(device);
        var need =
            _fileSystems.TryGetValue(device, out var fileSystem)
                ? (Outgrows(device) ? FileSystemKind.Find(fileSystem.Type)!.Least(fileSystem) : Need(fileSystem, size))
            : _arrays.TryGetValue(device, out var array) ? MemberNeed(array)
            : _groups.TryGetValue(device, out var group) ? PhysicalNeed(group, device)
            : size;
        return size == 0 || Outgrows(device) ? need : Math.Max(Math.Min(size, need), Smallest(device));
    }

    /// <summary>Bytes that the files of a FAT need; 0 when they are not known, or it is something else.</summary>
    public long FilesOnFat(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem) && fileSystem is { Type: "vfat", Used: not null } ? Room(device) : 0;

    /// <summary>Bytes that it gets where there is room: never less than on the golden node, and more when that is not
    /// enough.</summary>
    public long Wanted(string device, long size) =>
        Outgrows(device) || (_fileSystems.TryGetValue(device, out var fileSystem) && LacksRoomForInitramfs(fileSystem, size))
            ? Math.Max(size, Room(device))
            : Math.Max(size, Smallest(device));

    /// <summary>How many members' worth of contents an array offers.</summary>
    public static int ContentMembers(MdArray array) =>
        array.Level switch
        {
            "raid1" => 1,
            "raid5" => array.Members.Count - 1,
            "raid6" => array.Members.Count - 2,
            "raid10" => Math.Max(1, array.Members.Count / MdLayout.Copies(array.Layout)),
            _ => array.Members.Count,
        };

    /// <summary>The extents that a volume of <paramref name="extents"/> takes of its group, with mirrors and their
    /// records.</summary>
    public static long ExtentsTaken(LogicalVolume volume, long extents) =>
        volume.Kind == VolumeKind.Mirror ? (volume.Mirrors + 1) * (extents + 1)
        : volume.Kind == VolumeKind.Striped ? SpaceAllocator.RoundUp(extents, volume.Stripes)
        : extents;

    /// <summary>mkfs.xfs since 5.19 makes nothing below 300 MB, and golden nodes have such file systems of older ones.</summary>
    public long Smallest(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem) && FileSystemKind.Find(fileSystem.Type) is { Grows: true } kind
            ? kind.Smallest
            : 0;

    /// <summary>What is on it will not fit into the size that it has on the golden node.</summary>
    private bool Outgrows(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem)
            ? FileSystemKind.Find(fileSystem.Type) is { } kind && kind.Least(fileSystem) > Size(device)
        : _arrays.TryGetValue(device, out var array) ? Outgrows(array.Name)
        : _groups.TryGetValue(device, out var group) && group.Volumes.Any(volume => Outgrows($"{group.Name}/{volume.Name}"));

    private long Size(string device) => _sizes.GetValueOrDefault(device) is > 0 and var size ? size : long.MaxValue;

    private static bool LacksRoomForInitramfs(FileSystem fileSystem, long size) =>
        fileSystem is { Initramfs: { } made, Used: { } used } && used + made > size - (size / 20);

    private long Room(string device) =>
        _fileSystems.TryGetValue(device, out var fileSystem) && FileSystemKind.Find(fileSystem.Type) is { } kind
            ? kind.Need(fileSystem)
            : Minimum(device);

    private static long Need(FileSystem fileSystem, long size)
    {
        if (FileSystemKind.Find(fileSystem.Type) is not { Grows: true } kind)
            return size;
        return kind.Need(fileSystem);
    }

    private long MemberNeed(MdArray array) =>
        SpaceAllocator.RoundUp(Divide(Minimum(array.Name), ContentMembers(array)), TableFit.Unit) + ArrayOverhead;

    private long PhysicalNeed(VolumeGroup group, string device)
    {
        var extents = group.Volumes.Sum(volume =>
            ExtentsTaken(volume, Divide(Minimum($"{group.Name}/{volume.Name}"), group.ExtentSize))
        );
        var share =
            (double)group.PhysicalVolumes.First(volume => volume.Device == device).Size
            / group.PhysicalVolumes.Sum(volume => (double)volume.Size);
        return ((long)Math.Ceiling(extents * share) * group.ExtentSize) + group.ExtentSize + VolumeOverhead;
    }

    private static long Divide(long value, long by) => (value + by - 1) / by;
}
