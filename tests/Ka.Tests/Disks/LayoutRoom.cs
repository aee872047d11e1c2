using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Tests.Disks;

/// <summary>Golden layouts, the same for the same seed.</summary>
internal sealed class LayoutRoom(int seed)
{
    private const long Mebi = 1 << 20;

    private static readonly string[] s_types =
    [
        "ext2",
        "ext3",
        "ext4",
        "xfs",
        "btrfs",
        "jfs",
        "reiserfs",
        "f2fs",
        "swap",
        "vfat",
        "ntfs",
    ];

    private readonly Random _random = new(seed);

    private readonly List<FileSystem> _fileSystems = [];

    private readonly List<string> _free = [];

    private readonly Dictionary<string, long> _sizes = [];

    public Random Random => _random;

    public Layout Golden()
    {
        var disks = Enumerable
            .Range(0, _random.Next(1, 5))
            .Select(i => Disk($"{(_random.Next(3) == 0 ? "nvme" + i + "n1" : "sd" + (char)('a' + i))}"))
            .ToList();
        var arrays = new List<MdArray>();
        var groups = new List<VolumeGroup>();
        if (_free.Count >= 2 && _random.Next(3) == 0)
            arrays.Add(Array());
        if (_free.Count >= 1 && _random.Next(3) == 0)
            groups.Add(Group());
        foreach (var device in _free)
            if (_random.Next(5) > 0)
                _fileSystems.Add(Content(device));
        var layout = new Layout
        {
            Version = Layout.CurrentVersion,
            Firmware = _random.Next(2) == 0 ? Firmware.Bios : Firmware.Uefi,
            Disks = disks,
            Arrays = arrays,
            VolumeGroups = groups,
            FileSystems = _fileSystems,
            Mounts = [.. Mounts().OrderBy(mount => mount.Target.Length)],
        };
        LayoutCheck.Check(layout);
        return layout;
    }

    private Disk Disk(string name)
    {
        var sector = _random.Next(4) == 0 ? 4096 : 512;
        var kind = _random.Next(2) == 0 ? TableKind.Gpt : TableKind.Mbr;
        var partitions = new List<Partition>();
        var position = Mebi;
        var hasExtended = kind == TableKind.Mbr && _random.Next(2) == 0;
        for (
            var (number, count) = (1, _random.Next(1, 4));
            number <= count;
            number++, position = partitions[^1].End() + (_random.Next(3) * Mebi)
        )
            partitions.Add(Partition(name, kind, number, position, sector));
        if (hasExtended)
        {
            var start = position;
            var logicals = new List<Partition>();
            for (var (number, count) = (5, _random.Next(5, 9)); number < count; number++)
            {
                logicals.Add(Partition(name, kind, number, position + Mebi, sector));
                position = logicals[^1].End();
            }
            partitions.Add(
                new Partition
                {
                    Number = 4,
                    Start = start,
                    Size = position + Mebi - start,
                    Type = "5",
                }
            );
            partitions.AddRange(logicals);
            position += Mebi;
        }
        var size = position + Mebi + (_random.Next(4) == 0 ? _random.NextInt64(1, 5000) * Mebi : 0);
        return new Disk
        {
            Name = name,
            Size = size,
            SectorSize = sector,
            Serial = _random.Next(3) == 0 ? $"S{_random.Next(1, 5)}" : null,
            Wwn = _random.Next(3) == 0 ? $"0x{_random.Next(4)}" : null,
            Table = new PartitionTable
            {
                Kind = kind,
                Id = kind == TableKind.Gpt ? Guid().ToString() : "0x12345678",
                Partitions = partitions,
            },
        };
    }

    private Partition Partition(string disk, TableKind kind, int number, long start, int sector)
    {
        var name = Ka.Disks.Model.Disk.PartitionName(disk, number);
        _free.Add(name);
        _sizes[name] = (_random.NextInt64(1, 8000) * Mebi) + (_random.Next(16) * 4096L);
        return new Partition
        {
            Number = number,
            Start = start / sector * sector,
            Size = _sizes[name],
            Type = kind == TableKind.Gpt ? PartitionTypes.GptLinux : "83",
            Uuid = kind == TableKind.Gpt ? Guid().ToString() : null,
        };
    }

    private FileSystem Content(string device)
    {
        var type = s_types[_random.Next(s_types.Length)];
        var kind = FileSystemKind.Find(type);
        var used = _random.Next(4) == 0 ? (long?)null : _random.NextInt64(0, _sizes[device]);
        var isExt = kind is { IsExt: true } && _random.Next(2) == 0;
        return new FileSystem
        {
            Device = device,
            Type = type,
            Uuid = kind is null ? null : NewIdentifiers.ForFileSystem(type, Guid()),
            Used = used,
            // What files share is written for each.
            Written =
                type is "btrfs" or "xfs" && used is { } shared && _random.Next(4) == 0
                    ? shared + _random.NextInt64(1, 3000 * Mebi)
                    : null,
            Initramfs = used is not null && _random.Next(6) == 0 ? _random.NextInt64(1, 200) * Mebi : null,
            Inodes = isExt ? _random.NextInt64(11, _sizes[device] / 8192) : null,
            InodeSize = isExt ? 256 : null,
            BytesPerInode = isExt ? 4096 << _random.Next(4) : null,
            BlockSize = isExt ? 1024 << _random.Next(3) : null,
            ReservedShare = isExt ? _random.Next(0, 5001) : null,
            FatBits = type == "vfat" ? 32 : null,
            Subvolumes = type == "btrfs" ? ["@", "@home"] : [],
        };
    }

    /// <summary>One file system is /, others are somewhere, a btrfs with two of its subvolumes.</summary>
    private IEnumerable<Mount> Mounts()
    {
        var mounted = _fileSystems
            .Where(content => content.Type is not ("swap" or "vfat" or "ntfs") && content.Used is not null)
            .ToList();
        for (var i = 0; i < mounted.Count; i++)
        {
            var mount = new Mount
            {
                Device = mounted[i].Device,
                Target = i == 0 ? "/" : $"/m{i}",
                Subvolume = mounted[i].Type == "btrfs" && _random.Next(2) == 0 ? "@" : null,
                Options = _random.Next(4) == 0 ? ["noauto", "nofail"] : [],
            };
            yield return mount;
            if (mount.Subvolume is not null)
                yield return mount with
                {
                    Target = $"/m{i}-home",
                    Subvolume = "@home",
                };
        }
    }

    private MdArray Array()
    {
        var members = Take(_random.Next(2, Math.Min(5, _free.Count + 1)));
        string[] levels =
            members.Count >= 4 ? ["raid0", "raid1", "raid5", "raid6", "raid10"]
            : members.Count == 3 ? ["raid0", "raid1", "raid5"]
            : ["raid0", "raid1"];
        _free.Add("md0");
        _sizes["md0"] = Math.Max(Mebi, members.Min(member => _sizes[member]) - (8 * Mebi));
        return new MdArray
        {
            Name = "md0",
            Level = levels[_random.Next(levels.Length)],
            Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
            Metadata = "1.2",
            Chunk = 512 << 10,
            Size = _sizes["md0"],
            Members = members,
        };
    }

    private VolumeGroup Group()
    {
        var devices = Take(_random.Next(1, Math.Min(4, _free.Count + 1)));
        var smallest = devices.Min(device => _sizes[device]) / (4 * Mebi);
        var volumes = Enumerable
            .Range(0, _random.Next(1, 4))
            .Select(i => Volume(i, devices.Count, Math.Max(2, smallest / 4)))
            .ToList();
        foreach (var volume in volumes)
        {
            _free.Add($"vg/{volume.Name}");
            _sizes[$"vg/{volume.Name}"] = volume.Size;
        }
        return new VolumeGroup
        {
            Name = "vg",
            ExtentSize = 4 * Mebi,
            PhysicalVolumes =
            [
                .. devices.Select(device => new PhysicalVolume
                {
                    Device = device,
                    Size = Math.Max(1, _sizes[device] / (4 * Mebi)) * 4 * Mebi,
                }),
            ],
            Volumes = volumes,
        };
    }

    private LogicalVolume Volume(int number, int devices, long extents)
    {
        var kind = devices == 1 ? VolumeKind.Linear : (VolumeKind)_random.Next(3);
        return new LogicalVolume
        {
            Name = $"lv{number}",
            Size = _random.NextInt64(1, extents) * 4 * Mebi,
            Kind = kind,
            Stripes = kind == VolumeKind.Striped ? 2 : 1,
            Mirrors = kind == VolumeKind.Mirror ? 1 : 0,
        };
    }

    private List<string> Take(int count)
    {
        var taken = _free.OrderBy(_ => _random.Next()).Take(count).ToList();
        _free.RemoveAll(taken.Contains);
        return taken;
    }

    public Guid Guid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
