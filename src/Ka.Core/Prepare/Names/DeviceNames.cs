using System;
using System.Collections.Generic;
using Ka.Disks.Model;

namespace Ka.Prepare.Names;

/// <summary>What the golden node's names of devices are called on this machine.</summary>
internal sealed class DeviceNames
{
    private static readonly string[] s_tags = ["UUID", "PARTUUID", "LABEL", "PARTLABEL", "ID"];

    private static readonly string[] s_notDisks =
    [
        "/dev/fd",
        "/dev/sr",
        "/dev/scd",
        "/dev/cdrom",
        "/dev/dvd",
        "/dev/ram",
        "/dev/zram",
        "/dev/nfs",
        "/dev/root",
        "/dev/shm",
        "/dev/pts",
        "/dev/hugepages",
        "/dev/mqueue",
        "/dev/null",
        "/dev/urandom",
        "/dev/random",
    ];

    private readonly LayoutNames? _golden;
    private readonly Dictionary<string, string> _targetOf = new(StringComparer.Ordinal);

    /// <param name="golden">null: not known; then only this machine's own names and mounts help.</param>
    public DeviceNames(Layout? golden, Layout target)
    {
        Target = new LayoutNames(target);
        _golden = golden is null ? null : new LayoutNames(golden);
        if (_golden is not null)
            Match(_golden);
        if (_golden is not null)
            CollectOldIds(_golden);
    }

    public LayoutNames Target { get; }

    public bool KnowsGolden => _golden is not null;

    /// <summary>The golden node's own names; null when its layout is not known.</summary>
    public LayoutNames? Golden => _golden;

    /// <summary>Arrays of this machine whose names belong to another host: they come up as <c>/dev/md127</c>, whatever they are
    /// called here, and only what is on them names them.</summary>
    public HashSet<string> ForeignArrays { get; } = new(StringComparer.Ordinal);

    /// <summary>Identifiers of the golden node that this machine has not, and what it has in their place; in small
    /// letters.</summary>
    public Dictionary<string, string> OldIds { get; } = new(StringComparer.Ordinal);

    /// <summary>A device that could be on a disk: a tag, or a path below /dev.</summary>
    public static bool IsDevice(string spec)
    {
        if (spec.StartsWith("/dev/", StringComparison.Ordinal))
            return !Array.Exists(s_notDisks, prefix => spec.StartsWith(prefix, StringComparison.Ordinal));
        var equals = spec.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && Array.IndexOf(s_tags, spec[..equals]) >= 0;
    }

    /// <summary>This machine's device for a name in the golden node's files; null when it has none.</summary>
    public string? Find(string spec)
    {
        if (_golden?.Find(spec) is { } device)
            return _targetOf.GetValueOrDefault(device);
        // What a run before this one wrote, or what was never described.
        return Target.Find(spec);
    }

    /// <summary>What this machine has for a device of the golden node; null: nothing.</summary>
    /// <param name="golden">The golden node's name: <c>sda1</c>.</param>
    public string? Counterpart(string golden) => _targetOf.GetValueOrDefault(golden);

    /// <summary>A path below /dev for a device that a file names, in the form that the file had, as far as that still means it:
    /// for programs that take no tag. The kernel's names become paths that do not change with the order in which disks are found,
    /// where there are such.</summary>
    public string TranslatePath(string spec, string device)
    {
        var name = Translate(spec, device);
        if (name.StartsWith('/') && !IsKernelName(name))
            return name;
        if (device.Contains('/', StringComparison.Ordinal))
            return "/dev/" + device;
        return Target.UuidOf(device) is { } uuid ? Folder("UUID") + uuid
            : Target.PartitionIdOf(device) is { } id ? Folder("PARTUUID") + id.ToLowerInvariant()
            : "/dev/" + (Target.WorldWideNameOf(device) ?? device);
    }

    /// <summary>The name of a device in the form that the file had for it, as far as that still means it; the kernel's names
    /// become UUIDs, which do not change with the order in which disks are found.</summary>
    public string Translate(string spec, string device, bool paths = false)
    {
        if (
            !IsKernelName(spec)
            && Target.Find(spec) == device
            && !ForeignArrays.Contains(device)
            && !(_golden?.Find(spec) is { } golden && _targetOf.GetValueOrDefault(golden) != device)
        )
            return spec;
        if (HasTag(spec, "PARTUUID") && Target.PartitionIdOf(device) is { } id)
            return Tagged(spec, "PARTUUID", id);
        if (HasTag(spec, "UUID") && Target.UuidOf(device) is { } same)
            return Tagged(spec, "UUID", same);
        return Name(device, paths);
    }

    /// <summary>The best name of a device.</summary>
    /// <param name="paths">Only the kernel's names are understood.</param>
    public string Name(string device, bool paths = false) =>
        !paths && Target.UuidOf(device) is { } uuid && !device.Contains('/', StringComparison.Ordinal)
            ? "UUID=" + uuid
            : "/dev/" + device;

    /// <summary>The kernel's own name of a disk or a partition, or one after a controller or a serial number.</summary>
    public static bool IsKernelName(string spec) =>
        spec.StartsWith("/dev/", StringComparison.Ordinal)
        && !LayoutNames.IsStablePath(spec)
        && !HasTag(spec, "UUID")
        && !HasTag(spec, "PARTUUID")
        && !HasTag(spec, "LABEL")
        && !HasTag(spec, "PARTLABEL");

    private static bool HasTag(string spec, string tag) =>
        spec.StartsWith(tag + "=", StringComparison.Ordinal) || spec.StartsWith(Folder(tag), StringComparison.Ordinal);

    private static string Folder(string tag) => $"/dev/disk/by-{tag.ToLowerInvariant()}/";

    private static string Tagged(string spec, string tag, string value) =>
        spec[0] == '/' ? Folder(tag) + value : $"{tag}={value}";

    // From what is certain to what follows: mounts, identifiers, names, then the disks of what was found, then the rest of those
    // disks.
    private void Match(LayoutNames golden)
    {
        foreach (var mount in golden.Layout.Mounts)
            Pair(mount.Device, Target.MountedOn(mount.Target));
        foreach (var device in golden.Devices)
        {
            if (golden.UuidOf(device) is { } uuid)
                Pair(device, Target.Find("UUID=" + uuid));
            if (golden.PartitionIdOf(device) is { } id)
                Pair(device, Target.Find("PARTUUID=" + id));
            if (LayoutNames.IsStablePath("/dev/" + device))
                Pair(device, Target.Find("/dev/" + device));
        }
        var disks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var device in golden.Devices)
            if (
                golden.DiskOf(device) is { } disk
                && _targetOf.TryGetValue(device, out var found)
                && Target.DiskOf(found) is { } here
            )
                disks.TryAdd(disk, here);
        MatchMembers(golden, disks);
        foreach (var disk in golden.Layout.Disks)
            if (disks.TryGetValue(disk.Name, out var here))
                foreach (var device in golden.Devices)
                    if (
                        golden.DiskOf(device) == disk.Name
                        && Target.Find($"/dev/{RenamePart(device, disk.Name, here)}") is { } part
                    )
                        Pair(device, part);
    }

    // Arrays and groups of the same name: their members in their order.
    private void MatchMembers(LayoutNames golden, Dictionary<string, string> disks)
    {
        foreach (var device in golden.Devices)
        {
            if (golden.DiskOf(device) is not null || !_targetOf.TryGetValue(device, out var found))
                continue;
            var (from, to) = (golden.DisksUnder(device), Target.DisksUnder(found));
            for (var i = 0; i < from.Count && from.Count == to.Count; i++)
                disks.TryAdd(from[i], to[i]);
        }
    }

    private static string RenamePart(string device, string disk, string here)
    {
        var rest = device[disk.Length..].TrimStart('p');
        return rest.Length == 0 ? here
            : char.IsAsciiDigit(here[^1]) ? $"{here}p{rest}"
            : here + rest;
    }

    private void Pair(string golden, string? target)
    {
        if (target is not null)
            _targetOf.TryAdd(golden, target);
    }

    private void CollectOldIds(LayoutNames golden)
    {
        foreach (var device in golden.Devices)
            if (_targetOf.TryGetValue(device, out var here))
            {
                AddOldId(golden.UuidOf(device), Target.UuidOf(here));
                AddOldId(golden.PartitionIdOf(device), Target.PartitionIdOf(here));
            }
        foreach (var array in golden.Layout.Arrays)
        foreach (var other in Target.Layout.Arrays)
            if (_targetOf.GetValueOrDefault(array.Name) == other.Name)
                AddOldId(array.Uuid, other.Uuid);
    }

    private void AddOldId(string? old, string? now)
    {
        if (old is { Length: > 0 } && now is { Length: > 0 } && !string.Equals(old, now, StringComparison.OrdinalIgnoreCase))
            OldIds.TryAdd(old.ToLowerInvariant(), now);
    }
}
