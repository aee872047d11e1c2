using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Disks.Probe;

namespace Ka.Prepare.Names;

/// <summary>The devices of one layout by every name that a configuration file may have for them, and what each of them
/// has.</summary>
internal sealed class LayoutNames
{
    private readonly DeviceTable _table = new();
    private readonly Dictionary<string, string> _uuids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _partitionIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _diskOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _devices = new(StringComparer.Ordinal);

    public LayoutNames(Layout layout)
    {
        Layout = layout;
        foreach (var disk in layout.Disks)
            Add(disk);
        foreach (var array in layout.Arrays)
            Add(array);
        foreach (var group in layout.VolumeGroups)
        foreach (var volume in group.Volumes)
            AddVolume(group.Name, volume.Name);
        foreach (var fileSystem in layout.FileSystems)
        {
            if (fileSystem.Uuid is { } uuid)
                _uuids[fileSystem.Device] = uuid;
            _table.Add("UUID", fileSystem.Uuid, fileSystem.Device);
            _table.Add("LABEL", fileSystem.Label, fileSystem.Device);
        }
    }

    public Layout Layout { get; }

    public IReadOnlyCollection<string> Devices => _devices;

    /// <summary>The device that fstab's first field names; null when the layout does not have it.</summary>
    public string? Find(string spec) => _table.Find(spec) ?? FindById(spec);

    public string? UuidOf(string device) => _uuids.GetValueOrDefault(device);

    public string? PartitionIdOf(string device) => _partitionIds.GetValueOrDefault(device);

    /// <summary>The disk of a partition; null for arrays and volumes, which have several.</summary>
    public string? DiskOf(string device) => _diskOf.GetValueOrDefault(device);

    /// <summary>udev's name below /dev of a disk that has a world wide name, or of a partition of it
    /// (60-persistent-storage.rules); null: it has none.</summary>
    public string? WorldWideNameOf(string device)
    {
        foreach (var disk in Layout.Disks)
            if (DiskOf(device) == disk.Name && PrefixOf(disk.Wwn) is { } prefix)
                return $"disk/by-id/{prefix}{disk.Wwn}"
                    + (device == disk.Name ? "" : "-part" + device[disk.Name.Length..].TrimStart('p'));
        return null;
    }

    /// <summary>What is mounted there; null when nothing is.</summary>
    public string? MountedOn(string target) => MountAt(target)?.Device;

    /// <inheritdoc cref="MountedOn"/>
    public Mount? MountAt(string target)
    {
        foreach (var mount in Layout.Mounts)
            if (mount.Target == target)
                return mount;
        return null;
    }

    /// <summary>The device that holds a path: that of the longest mount point above it.</summary>
    public string? Holding(string path)
    {
        Mount? best = null;
        foreach (var mount in Layout.Mounts)
            if (
                (mount.Target == "/" || path == mount.Target || path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
                && mount.Target.Length > (best?.Target.Length ?? 0)
            )
                best = mount;
        return best?.Device;
    }

    /// <summary>The disks that a device lies on, in the order of the layout.</summary>
    public IReadOnlyList<string> DisksUnder(string device)
    {
        var found = new List<string>();
        Collect(device, found, 0);
        var ordered = new List<string>();
        foreach (var disk in Layout.Disks)
            if (found.Contains(disk.Name))
                ordered.Add(disk.Name);
        return ordered;
    }

    /// <summary>Names that the device mapper, LVM and md give: they are the same on every clone.</summary>
    public static bool IsStablePath(string spec) =>
        spec.StartsWith("/dev/mapper/", StringComparison.Ordinal)
        || spec.StartsWith("/dev/md", StringComparison.Ordinal)
        || (
            spec.StartsWith("/dev/", StringComparison.Ordinal)
            && !spec.StartsWith("/dev/disk/", StringComparison.Ordinal)
            && spec.AsSpan(5).Contains('/')
        );

    private void Add(Disk disk)
    {
        AddPath("/dev/" + disk.Name, disk.Name);
        _diskOf[disk.Name] = disk.Name;
        foreach (var partition in disk.Table?.Partitions ?? [])
        {
            var name = Disk.PartitionName(disk.Name, partition.Number);
            var id = partition.Uuid ?? (disk.Table!.Kind == TableKind.Mbr ? $"{disk.Table.Id[2..]}-{partition.Number:x2}" : null);
            AddPath("/dev/" + name, name);
            _diskOf[name] = disk.Name;
            if (id is not null)
                _partitionIds[name] = id;
            _table.Add("PARTUUID", id, name);
            _table.Add("PARTLABEL", partition.Name, name);
        }
    }

    private void Add(MdArray array)
    {
        AddPath("/dev/" + array.Name, array.Name);
        if (array.Label is { } label)
            _table.AddPath("/dev/md/" + label[(label.IndexOf(':', StringComparison.Ordinal) + 1)..], array.Name);
        _table.AddPath("/dev/disk/by-id/md-uuid-" + array.Uuid, array.Name);
    }

    private void AddVolume(string group, string volume)
    {
        var name = $"{group}/{volume}";
        AddPath("/dev/" + name, name);
        _table.AddPath($"/dev/mapper/{Escaped(group)}-{Escaped(volume)}", name);
    }

    /// <summary>A name as device mapper writes it on one side of a dash.</summary>
    private static string Escaped(string name) => name.Replace("-", "--", StringComparison.Ordinal);

    private void AddPath(string path, string device)
    {
        _devices.Add(device);
        _table.AddPath(path, device);
    }

    /// <summary>/dev/disk/by-id/BUS-MODEL_SERIAL-partN, virtio-SERIAL, nvme-MODEL_SERIAL_NAMESPACE, scsi-3WWN, wwn-WWN (udev's
    /// 60-persistent-storage.rules).</summary>
    private string? FindById(string spec)
    {
        const string Folder = "/dev/disk/by-id/";
        if (!spec.StartsWith(Folder, StringComparison.Ordinal))
            return null;
        var name = spec[Folder.Length..];
        var part = name.LastIndexOf("-part", StringComparison.Ordinal);
        var number = part < 0 ? "" : name[(part + 5)..];
        name = part < 0 ? name : name[..part];
        foreach (var disk in Layout.Disks)
            if (
                IsSerial(name, disk.Serial)
                || IsId(name, disk.Wwn, '-')
                || (disk.Wwn is ['0', 'x', ..] && name == "scsi-3" + disk.Wwn[2..])
            )
                return number.Length == 0 ? disk.Name
                    : int.TryParse(number, out var which) && _devices.Contains(Disk.PartitionName(disk.Name, which))
                        ? Disk.PartitionName(disk.Name, which)
                    : null;
        return null;
    }

    private static string? PrefixOf(string? wwn) =>
        wwn is null ? null
        : wwn.StartsWith("0x", StringComparison.Ordinal) ? "wwn-"
        : wwn.StartsWith("eui.", StringComparison.Ordinal) || wwn.StartsWith("nvme.", StringComparison.Ordinal) ? "nvme-"
        : null;

    private static bool IsSerial(string name, string? serial) =>
        IsId(name, serial, '_')
        || name == "virtio-" + serial
        || (serial is { Length: > 0 } && name.EndsWith($"_{serial}_1", StringComparison.Ordinal));

    private static bool IsId(string name, string? id, char before) =>
        id is { Length: > 0 } && name.EndsWith(before + id, StringComparison.Ordinal);

    private void Collect(string device, List<string> found, int depth)
    {
        if (_diskOf.TryGetValue(device, out var disk))
            found.Add(disk);
        else if (depth < 8)
            foreach (var below in Below(device))
                Collect(below, found, depth + 1);
    }

    private List<string> Below(string device)
    {
        foreach (var array in Layout.Arrays)
            if (array.Name == device)
                return [.. array.Members];
        var below = new List<string>();
        foreach (var group in Layout.VolumeGroups)
            if (device.StartsWith(group.Name + "/", StringComparison.Ordinal))
                foreach (var volume in group.PhysicalVolumes)
                    below.Add(volume.Device);
        return below;
    }
}
