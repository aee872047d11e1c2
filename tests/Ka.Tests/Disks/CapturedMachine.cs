using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Sender;

namespace Ka.Tests.Disks;

/// <summary>A golden machine of words: its devices, its fstab, and mounts in the order in which they are made, each on what the
/// kernel would put it.</summary>
internal sealed class CapturedMachine
{
    private readonly List<CapturedDevice> _devices = [];
    private readonly List<CapturedDevice> _others = [];
    private readonly List<FileSystem> _fileSystems = [];
    private readonly List<KernelMount> _mounts = [];
    private readonly List<MountedFileSystem> _fstab = [];
    private readonly List<Disk> _disks = [];

    public CaptureFacts Facts { get; set; } = new();

    public Firmware Firmware { get; private set; }

    public CapturedMachine WithFirmware(Firmware firmware)
    {
        Firmware = firmware;
        return this;
    }

    public IReadOnlyList<KernelMount> Mounts => _mounts;

    /// <summary>Where a place of the golden tree is for the machine.</summary>
    public string Place(string target) =>
        Facts.Root.Length == 0 ? target
        : target == "/" ? Facts.Root
        : Facts.Root + target;

    /// <summary>A partition, a volume or an array that the layout has.</summary>
    public CapturedMachine Device(string name, string? type, string disk = "sda", string? uuid = null, string? label = null)
    {
        _devices.Add(new CapturedDevice(["/dev/" + name], Next(), "part", [disk], name));
        if (type is not null)
            _fileSystems.Add(
                new FileSystem
                {
                    Device = name,
                    Type = type,
                    Uuid = uuid ?? $"uuid-{name}",
                    Label = label,
                }
            );
        return this;
    }

    /// <summary>A device that the layout has not: an opened LUKS, for example.</summary>
    public CapturedMachine Unknown(string name, string type = "crypt", string disk = "sda")
    {
        _devices.Add(new CapturedDevice(["/dev/" + name], Next(), type, [disk], null));
        return this;
    }

    /// <summary>On a disk that was not chosen.</summary>
    public CapturedMachine Other(string name)
    {
        _others.Add(new CapturedDevice(["/dev/" + name], Next(), "part", [name[..3]], null));
        return this;
    }

    public CapturedMachine Ambivalent(string name)
    {
        var index = _devices.FindIndex(device => device.Path == "/dev/" + name);
        _devices[index] = _devices[index] with { IsAmbivalent = true };
        return this;
    }

    public CapturedMachine Disk(string name, params Partition[] partitions)
    {
        _disks.Add(
            new Disk
            {
                Name = name,
                Size = 1L << 40,
                SectorSize = 512,
                Table = new PartitionTable
                {
                    Kind = TableKind.Gpt,
                    Id = "",
                    Partitions = partitions,
                },
            }
        );
        return this;
    }

    public CapturedMachine Fstab(string source, string target, string type = "ext4", string options = "defaults")
    {
        _fstab.Add(new MountedFileSystem(source, target, type, options.Split(','), ""));
        return this;
    }

    /// <param name="device">Name of a device, or another source.</param>
    public CapturedMachine Mount(string device, string target, string type = "ext4", string root = "/", string options = "rw")
    {
        var known = _devices.Concat(_others).FirstOrDefault(one => one.Path == "/dev/" + device);
        _mounts.Add(
            new KernelMount
            {
                Id = 100 + _mounts.Count,
                Parent = Top(target)?.Id ?? 1,
                Device = type == "btrfs" || known is null ? new DeviceNumber(0, (uint)(40 + _mounts.Count)) : known.Number!.Value,
                Root = root,
                Target = target,
                Type = type,
                Source = known?.Path ?? device,
                Options = options.Split(','),
            }
        );
        return this;
    }

    /// <summary>The mount that a walk along a path ends in, as the kernel walks.</summary>
    public KernelMount? Top(string path)
    {
        var at = On(1, "/");
        for (var i = 1; at is not null && path.Length > 1 && i <= path.Length; i++)
            if (i == path.Length || path[i] == '/')
                while (On(at!.Id, path[..i]) is { } next)
                    at = next;
        return at;

        KernelMount? On(int parent, string place)
        {
            var found = _mounts.FindLast(mount => mount.Parent == parent && mount.Target == place);
            // What is mounted on a mount's own root covers it.
            while (found is not null && _mounts.FindLast(mount => mount.Parent == found.Id && mount.Target == place) is { } above)
                found = above;
            return found;
        }
    }

    public Capture Capture()
    {
        var table = new DeviceTable(_ => null);
        foreach (var device in _devices.Where(device => device.Name is not null))
            table.AddPath(device.Path, device.Name!);
        foreach (var fileSystem in _fileSystems)
        {
            table.Add("UUID", fileSystem.Uuid, fileSystem.Device);
            table.Add("LABEL", fileSystem.Label, fileSystem.Device);
        }
        var facts = Facts with
        {
            Devices = _devices,
            OtherDevices = _others,
            Mounts = _mounts,
            Fstab = [.. _fstab.Select(line => new FstabUse(line, table.Find(line.Source)))],
        };
        var mounted = facts.Reachable();
        var used = _fileSystems
            .Select(one => one with { Used = mounted.Any(mount => table.Find(mount.Source) == one.Device) ? 1 : null })
            .ToList();
        var layout = new Layout
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware,
            Disks = _disks,
            FileSystems = used,
            Mounts = new MountCollection(facts.Root, table, _fstab, mounted).Collect(used),
        };
        return new Capture(layout, facts);
    }

    public IReadOnlyList<CaptureFinding> Check(PlannedCopy? wishes = null)
    {
        var capture = Capture();
        return CaptureCheck.Check(capture, (wishes ?? new PlannedCopy()) with { Trees = Sent(capture) });
    }

    public static List<string> Sent(Capture capture) =>
        [.. InstallPlanBuilder.Copied(capture.Layout).Select(mount => mount.Target)];

    private DeviceNumber Next() => new(8, (uint)(_devices.Count + _others.Count));
}
