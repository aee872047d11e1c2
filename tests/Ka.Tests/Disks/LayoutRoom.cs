using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Tests.Disks;

/// <summary>Golden layouts and machines, the same for the same seed.</summary>
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

    private static readonly string[] s_names = ["sda", "sdb", "vda", "vdb", "nvme0n1", "nvme1n1", "mmcblk0", "sdaa", "loop0"];

    private static readonly string?[] s_transports =
    [
        null,
        null,
        "sata",
        "nvme",
        "sas",
        "virtio",
        "fc",
        "iscsi",
        "nvme over tcp",
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
        var mounted = _fileSystems
            .Where(content => content.Type is not ("swap" or "vfat" or "ntfs") && content.Used is not null)
            .ToList();
        var layout = new Layout
        {
            Version = Layout.CurrentVersion,
            Firmware = _random.Next(2) == 0 ? Firmware.Bios : Firmware.Uefi,
            Disks = disks,
            Arrays = arrays,
            VolumeGroups = groups,
            FileSystems = _fileSystems,
            Mounts = [.. mounted.Select((content, i) => new Mount { Device = content.Device, Target = i == 0 ? "/" : $"/m{i}" })],
        };
        LayoutCheck.Check(layout);
        return layout;
    }

    public Machine Machine(Layout golden) =>
        new()
        {
            Firmware = _random.Next(2) == 0 ? Firmware.Bios : Firmware.Uefi,
            Memory = _random.NextInt64(1, 64) << 30,
            Disks = DiskPaths.Mark([
                .. s_names
                    .OrderBy(_ => _random.Next())
                    .Take(_random.Next(0, 7))
                    .Select(name => new MachineDisk
                    {
                        Name = name,
                        Path = "/dev/" + name,
                        Size = (_random.NextInt64(64, 40_000) * Mebi) + (_random.Next(2048) * 4096L),
                        SectorSize = _random.Next(4) == 0 ? 4096 : 512,
                        Removable = _random.Next(6) == 0,
                        ReadOnly = _random.Next(12) == 0,
                        InUse = _random.Next(8) == 0 ? $"{name}1 is mounted on /" : null,
                        IsVirtual = name == "loop0",
                        IsNamed = _random.Next(10) == 0,
                        IsBootArea = _random.Next(12) == 0,
                        Multipath = _random.Next(12) == 0 ? "mpatha" : null,
                        Transport = DiskTransport.Of("", s_transports[_random.Next(s_transports.Length)], null, []),
                        Wwn = _random.Next(3) == 0 ? $"0x{_random.Next(1, 3)}" : null,
                        Signatures = Signatures(name, golden),
                    }),
                .. Paths(),
            ]),
        };

    /// <summary>Nothing, a golden disk's own contents, or others.</summary>
    private DiskSignatures Signatures(string name, Layout golden)
    {
        var disk = golden.Disks[_random.Next(golden.Disks.Count)];
        var isOther = _random.Next(2) == 0;
        return _random.Next(3) == 0
            ? DiskSignatures.Nothing
            : new DiskSignatures(
                disk.Table!.Kind == TableKind.Gpt ? "gpt" : "dos",
                _random.Next(6) == 0 ? null : disk.Table.Id,
                [
                    .. golden.FileSystems.Select(
                        (made, i) =>
                            new DiskSignature(
                                $"{name}{i}",
                                isOther && _random.Next(3) == 0 ? "ntfs" : made.Type,
                                isOther && _random.Next(3) == 0 ? Guid().ToString() : made.Uuid,
                                _random.Next(5) == 0 ? null : "0x83"
                            )
                    ),
                ]
            );
    }

    /// <summary>A disk with two or three paths, one of which may be in use.</summary>
    private IEnumerable<MachineDisk> Paths()
    {
        var size = _random.NextInt64(64, 40_000) * Mebi;
        for (var (i, count) = (0, _random.Next(4)); i < count; i++)
            yield return new MachineDisk
            {
                Name = $"sdp{(char)('a' + i)}",
                Path = $"/dev/sdp{(char)('a' + i)}",
                Size = size,
                SectorSize = 512,
                Wwn = "0x5000c5007",
                InUse = _random.Next(4) == 0 ? "the kernel uses it" : null,
                Transport = DiskTransport.Of("", _random.Next(2) == 0 ? "sas" : "fc", null, []),
            };
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
        var uuid = FileSystemKind.Find(type) is null ? null : NewIdentifiers.ForFileSystem(type, Guid());
        return new FileSystem
        {
            Device = device,
            Type = type,
            Uuid = uuid,
            Used = _random.Next(4) == 0 ? null : _random.NextInt64(0, _sizes[device]),
        };
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
