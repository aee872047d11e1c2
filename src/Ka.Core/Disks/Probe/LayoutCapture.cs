using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Reads the layout of this machine with the system's own tools, as root. It asks; it changes nothing.</summary>
public sealed class LayoutCapture
{
    private readonly LayoutRequest _request;
    private readonly DeviceTable _table = new();
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.Ordinal);
    private readonly List<Disk> _disks = [];
    private readonly List<MdArray> _arrays = [];
    private readonly List<ArrayState> _arrayStates = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly DeviceContents _contents = new();
    private IReadOnlyList<VolumeGroup> _groups = [];
    private IReadOnlyList<VolumeSnapshot> _snapshots = [];
    private IReadOnlyList<BlockDevice> _chosen = [];
    private IReadOnlyList<BlockDevice> _others = [];
    private IReadOnlyList<KernelMount> _kernel = [];
    private IReadOnlyList<string> _swaps = [];
    private IReadOnlyList<MountedFileSystem> _mounted = [];

    private LayoutCapture(LayoutRequest request) => _request = request;

    /// <exception cref="ToolException">A tool failed or is missing.</exception>
    /// <exception cref="LayoutException">There is something that cannot be described.</exception>
    public static Layout Read(LayoutRequest request) => ReadWithFacts(request).Layout;

    /// <summary>The layout with what the kernel says of the same machine.</summary>
    /// <exception cref="ToolException">A tool failed or is missing.</exception>
    /// <exception cref="LayoutException">There is something that cannot be described.</exception>
    public static Capture ReadWithFacts(LayoutRequest request) => new LayoutCapture(request).Read();

    private Capture Read()
    {
        var devices = ChosenDisks();
        foreach (var device in devices)
            ReadDisk(device);
        foreach (
            var array in devices
                .SelectMany(device => device.Tree())
                .Where(device => device.IsArray)
                .DistinctBy(device => device.Name)
        )
            ReadArray(array);
        ReadGroups(devices);
        foreach (var device in devices.SelectMany(device => device.Tree()))
            if (_table.Find(device.Path) is { } name)
                _table.AddPath("/dev/" + device.KernelName, name);
        ReadMounts();
        var fileSystems = _pathOf
            .Keys.Where(device => !_used.Contains(device))
            .Select(device => ReadFileSystem(device, _pathOf[device]))
            .OfType<FileSystem>()
            .ToList();
        var fstab = ReadFstab();
        var mounts = new MountCollection(_request.Root, _table, fstab, _mounted).Collect(fileSystems);
        if (_request.Disks.Count == 0 && _request.Excluded.Count == 0 && !mounts.Any(mount => mount.Target == "/"))
            throw new LayoutException(RootPlace.Refusal(Facts(devices, fstab, fileSystems)));
        var firmware = Machine.ReadFirmware();
        // A tree in a directory is not that of the machine that runs.
        var origin = _request.Root == "/" ? BootOrigins.Read(firmware, _disks) : null;
        var layout = new Layout
        {
            Version = Layout.CurrentVersion,
            Firmware = firmware,
            BootLoader = origin?.Kind ?? FindBootLoader(),
            StartedBy = origin,
            Disks = _disks,
            Arrays = _arrays,
            VolumeGroups = _groups,
            FileSystems = [.. fileSystems.Select(fileSystem => AddSubvolumes(fileSystem, mounts))],
            Mounts = mounts,
            Cards = _request.Root == "/" ? NetworkCards.Read() : [],
        };
        LayoutCheck.Check(layout);
        return new Capture(layout, Facts(devices, fstab, fileSystems));
    }

    private CaptureFacts Facts(List<BlockDevice> chosen, IReadOnlyList<MountedFileSystem> fstab, List<FileSystem> fileSystems) =>
        new()
        {
            Root = _request.Root.TrimEnd('/'),
            Devices = Describe(chosen),
            OtherDevices = Describe(_others),
            Mounts = _kernel,
            Swaps = _swaps,
            Fstab = [.. fstab.Select(line => new FstabUse(line, _table.Find(line.Source)))],
            Arrays = _arrayStates,
            VolumeSnapshots = _snapshots,
            SubvolumeSnapshots = [.. fileSystems.Where(found => found.Type == "btrfs").SelectMany(SnapshotsOf)],
        };

    private List<CapturedDevice> Describe(IReadOnlyList<BlockDevice> disks)
    {
        var found = disks
            .SelectMany(disk => disk.Tree().Select(device => (Disk: disk.Name, Device: device)))
            .GroupBy(pair => pair.Device.Path, StringComparer.Ordinal);
        return
        [
            .. found.Select(group =>
            {
                var device = group.First().Device;
                return new CapturedDevice(
                    [device.Path, "/dev/" + device.KernelName],
                    device.Number,
                    device.Type,
                    [.. group.Select(pair => pair.Disk).Distinct()],
                    _table.Find(device.Path)
                )
                {
                    IsAmbivalent = _contents.IsAmbivalent(device.Path),
                    IsUnreadable = _contents.IsUnreadable(device.Path),
                };
            }),
        ];
    }

    private IEnumerable<SubvolumeSnapshot> SnapshotsOf(FileSystem fileSystem)
    {
        if (_mounted.FirstOrDefault(mount => _table.Find(mount.Source) == fileSystem.Device)?.Target is not { } place)
            return [];
        IReadOnlyList<string> List(params string[] words) =>
            FileSystemDetails.SubvolumePaths(ToolCommand.Query("btrfs", ["subvolume", "list", .. words, place]).Run());
        var all = List("-s");
        var readOnly = all.Count == 0 ? [] : List("-s", "-r").ToHashSet(StringComparer.Ordinal);
        return all.Select(path => new SubvolumeSnapshot(fileSystem.Device, path, readOnly.Contains(path)));
    }

    /// <summary>Reads what is mounted of the chosen disks and where a path leads to it. No other file system is asked anything:
    /// a dead server would not answer.</summary>
    private void ReadMounts()
    {
        foreach (var place in IdleAutomounts(KernelMount.Read()))
            MountUsage.Wake(place);
        (_kernel, _swaps) = (KernelMount.Read(), KernelMount.ReadSwaps());
        _mounted = new CaptureFacts { Devices = Describe(_chosen), Mounts = _kernel }.Reachable();
    }

    /// <summary>systemd mounts these when they are used: EFI system partitions and /boot by their types, and lines of
    /// fstab.</summary>
    private IEnumerable<string> IdleAutomounts(IReadOnlyList<KernelMount> mounts)
    {
        var reach = new MountReach(mounts);
        var root = _request.Root.TrimEnd('/');
        var wanted = ReadFstab()
            .Where(line => _table.Find(line.Source) is not null)
            .Select(line => line.Target)
            .Concat(BootDirectories.All)
            .Select(target => root + target)
            .ToHashSet(StringComparer.Ordinal);
        return mounts
            .Where(mount => mount.Type == "autofs" && wanted.Contains(mount.Target) && reach.Has(mount))
            .Select(mount => mount.Target)
            .Distinct();
    }

    private List<BlockDevice> ChosenDisks()
    {
        var all = BlockDevice.Read([.. _request.Disks.Select(DevicePath)]);
        var chosen = all.Where(device => _request.Disks.Count > 0 || device.IsFixedDisk).ToList();
        _others = [.. all.Where(device => device.Type == "disk" && !chosen.Contains(device))];
        foreach (var name in _request.Excluded)
            if (chosen.RemoveAll(device => device.Path == DevicePath(name)) == 0)
                throw new LayoutException($"there is no disk {BytePath.FromText(name)} to leave out");
        _chosen = chosen;
        return chosen;
    }

    /// <summary>A drive is given as sda or /dev/sda.</summary>
    private static string DevicePath(string name) => name.StartsWith('/') ? name : "/dev/" + name;

    private void ReadDisk(BlockDevice device)
    {
        // The kernel's partitions count more than the rests of a file system in front of them.
        var hasTable =
            device.Children.Any(child => child.Type == "part")
            || (_contents.Tags(device.Path) is var tags && tags.ContainsKey("PTTYPE") && !tags.ContainsKey("TYPE"));
        var table = hasTable ? SfdiskReport.Parse(ToolCommand.Query("sfdisk", "-J", device.Path).Run()) : null;
        if (table is not null && _request.BootCode.Contains(device.Path))
            table = table with { BootCode = ReadBootCode(device.Path) };
        _disks.Add(
            new Disk
            {
                Name = device.Name,
                Size = device.Size,
                SectorSize = device.SectorSize,
                Serial = device.Serial,
                Wwn = device.Wwn,
                Model = device.Model,
                Table = table,
            }
        );
        if (table is null)
            AddDevice(device.Name, device.Path);
        foreach (var partition in table?.Partitions ?? [])
        {
            if (PartitionTypes.IsExtended(table!.Kind, partition.Type))
                continue;
            var name = Disk.PartitionName(device.Name, partition.Number);
            AddDevice(name, Disk.PartitionName(device.Path, partition.Number));
            _table.Add("PARTUUID", partition.Uuid ?? $"{table.Id[2..]}-{partition.Number:x2}", name);
            _table.Add("PARTLABEL", partition.Name, name);
        }
    }

    private static byte[] ReadBootCode(string path)
    {
        var name = BytePath.FromText(path);
        using var file = Files.OpenRead(name);
        var code = new byte[PartitionTable.BootCodeLength];
        var read = file.ReadFully(code).OrThrow("read", name);
        return read == code.Length ? code : throw new LayoutException($"{path} is shorter than its boot code");
    }

    private void AddDevice(string name, string path)
    {
        _pathOf[name] = path;
        _table.AddPath(path, name);
    }

    private void ReadArray(BlockDevice device)
    {
        var detail = ToolCommand.Query("mdadm", "--detail", "--export", device.Path).Run();
        var array = MdadmReport.Parse(
            detail,
            device.Name,
            new MdGeometry(device.Size, ReadAttribute(device.Name, "chunk_size"), (int)ReadAttribute(device.Name, "layout")),
            path =>
                _table.Find(path)
                ?? throw new LayoutException($"array {device.Name} is on {path}, too, which is on a disk that is left out")
        );
        _arrays.Add(array);
        _arrayStates.Add(
            new ArrayState(array.Name, array.Level, MdadmReport.DeviceCount(detail) ?? array.Members.Count, array.Members.Count)
        );
        _used.UnionWith(array.Members);
        AddDevice(device.Name, device.Path);
    }

    /// <summary>0 when it is no number.</summary>
    private static long ReadAttribute(string name, string attribute)
    {
        var path = BytePath.FromText($"/sys/block/{name}/md/{attribute}");
        using var file = Files.OpenRead(path);
        var text = Encoding.ASCII.GetString(Files.ReadToEnd(file, path)).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private void ReadGroups(List<BlockDevice> devices)
    {
        if (!devices.SelectMany(device => device.Tree()).Any(device => device.Type == "lvm"))
            return;
        string Report(string program, string columns) =>
            ToolCommand.Query(program, "--reportformat", "json", "--units", "b", "--nosuffix", "-o", columns).Run();
        var volumes = Report("lvs", LvmReport.VolumeColumns);
        _groups = LvmReport.Parse(
            Report("pvs", LvmReport.PhysicalColumns),
            Report("vgs", LvmReport.GroupColumns),
            volumes,
            _table.Find
        );
        _snapshots =
        [
            .. from row in LvmReport.Snapshots(volumes)
            where _groups.Any(known => known.Name == row.Group)
            select new VolumeSnapshot(row.Group, row.Name, row.Origin, DeviceMapperPath(row.Group, row.Name)),
        ];
        foreach (var group in _groups)
        {
            _used.UnionWith(group.PhysicalVolumes.Select(volume => volume.Device));
            foreach (var volume in group.Volumes)
            {
                AddDevice($"{group.Name}/{volume.Name}", $"/dev/{group.Name}/{volume.Name}");
                _table.AddPath(DeviceMapperPath(group.Name, volume.Name), $"{group.Name}/{volume.Name}");
            }
        }
    }

    /// <summary>The device mapper doubles hyphens in names and puts a single one between.</summary>
    private static string DeviceMapperPath(string group, string volume) =>
        $"/dev/mapper/{group.Replace("-", "--", StringComparison.Ordinal)}-{volume.Replace("-", "--", StringComparison.Ordinal)}";

    private FileSystem? ReadFileSystem(string device, string path)
    {
        var mount = _mounted.FirstOrDefault(mount => _table.Find(mount.Source) == device);
        var inUse = mount?.Type ?? (_swaps.Any(swap => _table.Find(swap) == device) ? "swap" : null);
        var tags = _contents.Tags(path, inUse);
        if (!tags.TryGetValue("TYPE", out var type))
            return null;
        var found = new FileSystem
        {
            Device = device,
            Type = type,
            Uuid = tags.GetValueOrDefault("UUID"),
            Label = tags.GetValueOrDefault("LABEL"),
            FatBits =
                type == "vfat" && tags.GetValueOrDefault("VERSION") is { } version
                    ? int.Parse(version["FAT".Length..], CultureInfo.InvariantCulture)
                    : null,
        };
        _table.Add("UUID", found.Uuid, device);
        _table.Add("LABEL", found.Label, device);
        var usage = mount is null ? null : MountUsage.Of(mount.Target);
        found = found with { Used = usage?.Bytes, Inodes = FileSystemKind.Find(type) is { IsExt: true } ? usage?.Inodes : null };
        return type switch
        {
            "ext2" or "ext3" or "ext4" => FileSystemDetails.AddExt(found, ToolCommand.Query("dumpe2fs", "-h", path).Run()),
            "xfs" => FileSystemDetails.AddXfs(found, ToolCommand.Query("xfs_info", path).Run()),
            "btrfs" => FileSystemDetails.AddBtrfs(
                found,
                ToolCommand.Query("btrfs", "inspect-internal", "dump-super", path).Run()
            ),
            // Some versions do not look at what is mounted: then nothing is known.
            "f2fs" => FileSystemDetails.AddF2fs(found, ToolCommand.Query("dump.f2fs", path).TryRun().Text),
            _ => found,
        };
    }

    private IReadOnlyList<MountedFileSystem> ReadFstab()
    {
        var fstab = _request.Root.TrimEnd('/') + "/etc/fstab";
        var found = Files.TryOpenRead(BytePath.FromText(fstab), out var file);
        file.Dispose();
        if (!found.IsSuccess)
            return [];
        var call = ToolCommand.Query(
            "findmnt",
            "-J",
            "--list",
            "--fstab",
            "--tab-file",
            fstab,
            "-o",
            "SOURCE,TARGET,FSTYPE,OPTIONS"
        );
        var run = call.TryRun();
        // 1: there is no line in it.
        return run.Status is 0 or 1 ? MountedFileSystem.Parse(run.Text) : throw call.Failure(run);
    }

    private FileSystem AddSubvolumes(FileSystem fileSystem, IReadOnlyList<Mount> mounts)
    {
        if (fileSystem.Type != "btrfs")
            return fileSystem;
        var place = _mounted.FirstOrDefault(mount => _table.Find(mount.Source) == fileSystem.Device)?.Target;
        var byDefault = place is null
            ? null
            : FileSystemDetails.DefaultSubvolume(ToolCommand.Query("btrfs", "subvolume", "get-default", place).Run());
        var named = mounts.Where(mount => mount.Device == fileSystem.Device).Select(mount => mount.Subvolume).Append(byDefault);
        return fileSystem with
        {
            DefaultSubvolume = byDefault,
            Subvolumes = [.. named.OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>The only loader whose files are there.</summary>
    private string? FindBootLoader()
    {
        (string Path, string Name)[] signs =
        [
            ("boot/grub/grub.cfg", "grub"),
            ("boot/grub2/grub.cfg", "grub"),
            ("boot/loader/loader.conf", "systemd-boot"),
            ("boot/efi/loader/loader.conf", "systemd-boot"),
            ("efi/loader/loader.conf", "systemd-boot"),
            ("boot/extlinux.conf", "extlinux"),
            ("boot/extlinux/extlinux.conf", "extlinux"),
            ("boot/grub/menu.lst", "grub-legacy"),
            ("etc/lilo.conf", "lilo"),
        ];
        return signs.Where(sign => IsThere(sign.Path)).Select(sign => sign.Name).Distinct().ToList() is [var only] ? only : null;
    }

    private bool IsThere(string path)
    {
        var found = Files.TryOpenRead(BytePath.FromText(_request.Root).Join(BytePath.FromText(path)), out var file);
        file.Dispose();
        return found.IsSuccess;
    }
}
