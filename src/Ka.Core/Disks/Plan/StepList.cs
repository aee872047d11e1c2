using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;

namespace Ka.Disks.Plan;

/// <summary>The steps that make a layout, from the disks up.</summary>
internal sealed class StepList
{
    private readonly Layout _target;
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sectors = new(StringComparer.Ordinal);
    private readonly List<DiskStep> _steps = [];

    private StepList(Layout target, IEnumerable<MachineDisk> disks)
    {
        _target = target;
        foreach (var disk in disks)
            Add(disk.Name, disk.Path, disk.SectorSize);
    }

    public static IReadOnlyList<DiskStep> Make(Layout target, IEnumerable<MachineDisk> disks) =>
        new StepList(target, disks).Make();

    private List<DiskStep> Make()
    {
        foreach (var disk in _target.Disks)
            _steps.Add(new WipeDisk(disk.Name, _paths[disk.Name]));
        foreach (var disk in _target.Disks)
            AddTable(disk);
        foreach (var array in _target.Arrays)
        {
            _steps.Add(new MakeArray(array.Name, array, [.. array.Members.Select(member => _paths[member])]));
            Add(array.Name, "/dev/" + array.Name, array.Members.Max(member => _sectors[member]));
        }
        foreach (var group in _target.VolumeGroups)
            AddGroup(group);
        foreach (var fileSystem in _target.FileSystems)
            AddFileSystem(fileSystem);
        var types = _target.FileSystems.ToDictionary(fileSystem => fileSystem.Device, fileSystem => fileSystem.Type);
        foreach (var mount in _target.Mounts)
            _steps.Add(new MountFileSystem(mount.Device, _paths[mount.Device], types[mount.Device], mount));
        return _steps;
    }

    private void Add(string name, string path, int sectorSize)
    {
        _paths[name] = path;
        _sectors[name] = sectorSize;
    }

    private void AddTable(Disk disk)
    {
        if (disk.Table is not { } table)
            return;
        var path = _paths[disk.Name];
        var step = new WriteTable(disk.Name, path, disk.SectorSize, table);
        _steps.Add(step);
        _steps.Add(new ClearPartitions(disk.Name, step.Makes));
        if (table.BootCode is { } code)
            _steps.Add(new WriteBootCode(disk.Name, path, code));
        foreach (var partition in table.Partitions)
            Add(Disk.PartitionName(disk.Name, partition.Number), Disk.PartitionName(path, partition.Number), disk.SectorSize);
    }

    // Those that need certain devices first, as VolumeFit has counted.
    private void AddGroup(VolumeGroup group)
    {
        var paths = group.PhysicalVolumes.Select(volume => _paths[volume.Device]).ToList();
        var free = new long[paths.Count];
        for (var i = 0; i < free.Length; i++)
            free[i] = group.PhysicalVolumes[i].Size / group.ExtentSize;
        _steps.Add(new MakeGroup(group.Name, group, paths));
        foreach (var volume in group.Volumes.OrderBy(volume => volume.Kind == VolumeKind.Linear))
        {
            var chosen = volume.Kind == VolumeKind.Linear ? [] : VolumeFit.Choose(volume, free, group.ExtentSize);
            var name = $"{group.Name}/{volume.Name}";
            _steps.Add(new MakeVolume(name, group, volume, Pick(paths, chosen)));
            Add(name, "/dev/" + name, group.PhysicalVolumes.Max(physical => _sectors[physical.Device]));
        }
    }

    private static List<string> Pick(List<string> paths, IReadOnlyList<int> chosen)
    {
        var picked = new List<string>();
        foreach (var i in chosen)
            picked.Add(paths[i]);
        return picked;
    }

    private void AddFileSystem(FileSystem fileSystem)
    {
        var path = _paths[fileSystem.Device];
        _steps.Add(new MakeFileSystem(fileSystem.Device, path, fileSystem, _sectors[fileSystem.Device]));
        if (fileSystem.Subvolumes.Count > 0)
            _steps.Add(new MakeSubvolumes(fileSystem.Device, path, fileSystem.Subvolumes, fileSystem.DefaultSubvolume));
    }
}
