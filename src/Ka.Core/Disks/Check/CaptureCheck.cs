using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;

namespace Ka.Disks.Check;

/// <summary>Compares what the kernel has mounted with a layout that was captured and with what will be sent of it: nothing is
/// lost without a word. Pure.</summary>
public sealed class CaptureCheck
{
    private static readonly Dictionary<string, string> s_pools = new(StringComparer.Ordinal)
    {
        ["zfs"] = "zfs_member",
        ["bcachefs"] = "bcachefs",
    };

    private static readonly string[] s_quotas = ["usrquota", "grpquota", "prjquota"];

    private readonly Capture _capture;
    private readonly PlannedCopy _copy;
    private readonly MountReach _reach;
    private readonly List<CaptureFinding> _findings = [];
    private readonly Dictionary<string, FileSystem> _fileSystems;
    private readonly Dictionary<string, List<KernelMount>> _mounts = new(StringComparer.Ordinal);

    private CaptureCheck(Capture capture, PlannedCopy copy)
    {
        (_capture, _copy) = (capture, copy);
        _reach = new MountReach(capture.Facts.Mounts);
        _fileSystems = capture.Layout.FileSystems.ToDictionary(fileSystem => fileSystem.Device);
    }

    /// <summary>Refusals first.</summary>
    public static IReadOnlyList<CaptureFinding> Check(Capture capture, PlannedCopy copy)
    {
        var check = new CaptureCheck(capture, copy);
        check.CheckMounts();
        check.CheckStreams();
        check.CheckContents();
        check.NoteSnapshots();
        check.CheckSwap();
        check._findings.AddRange(CheckLayout(capture.Layout, copy));
        var boot = new BootCheck(capture, copy, check.IsMounted, check.IsSent).Findings();
        check._findings.RemoveAll(finding =>
            finding.Kind == CaptureFindingKind.NotMounted && boot.Exists(missing => missing.Subject == finding.Subject)
        );
        check._findings.AddRange(boot);
        return Ordered(check._findings);
    }

    /// <summary>What a layout shows by itself, without the machine that it was captured on.</summary>
    public static IReadOnlyList<CaptureFinding> CheckLayout(Layout layout, PlannedCopy copy) =>
        new IdentifierCheck(layout, copy).Findings();

    private static IReadOnlyList<CaptureFinding> Ordered(List<CaptureFinding> findings) =>
        [.. findings.Distinct().OrderBy(finding => finding.IsRefusal ? 0 : 1)];

    private void CheckMounts()
    {
        var devices = new Dictionary<string, CapturedDevice>(StringComparer.Ordinal);
        foreach (var mount in _capture.Facts.Mounts)
            if (_capture.Facts.DeviceOf(mount) is { } device)
            {
                devices[device.Path] = device;
                (_mounts.TryGetValue(device.Path, out var list) ? list : _mounts[device.Path] = []).Add(mount);
            }
            else if (_capture.Facts.Below(mount.Target) is { } target && !MountCollection.IsPassing(target))
                CheckForeign(mount);
        foreach (var (path, device) in devices)
            if (!device.Disks.Any(_copy.ExcludedDisks.Contains))
                CheckDevice(device, _mounts[path]);
    }

    /// <summary>Each stream reads the file system that it is written to, and not the directory under a mount that is not
    /// there.</summary>
    private void CheckStreams()
    {
        foreach (var place in _capture.Layout.Mounts.Where(place => _copy.Trees.Contains(place.Target)))
            if (
                DeviceNamed(place.Device) is { } device
                && !_mounts.GetValueOrDefault(device.Path, []).Exists(mount => IsAt(mount, place))
            )
                Add(CaptureFindingKind.Elsewhere, device.Path, place.Target);
    }

    /// <summary>A mount of no chosen device.</summary>
    private void CheckForeign(KernelMount mount)
    {
        if (CaptureFacts.Find(_capture.Facts.OtherDevices, mount) is { } other)
            Add(CaptureFindingKind.OtherDisk, other.Path, mount.Target);
        // A pool has no device of its own; its disks have members of it.
        else if (
            s_pools.TryGetValue(mount.Type, out var member)
            && _capture.Layout.FileSystems.Any(fileSystem => fileSystem.Type == member && !IsExcluded(fileSystem.Device))
        )
            Add(CaptureFindingKind.NotDescribed, mount.Source, mount.Target, mount.Type);
    }

    private void CheckDevice(CapturedDevice device, List<KernelMount> mounts)
    {
        if (_capture.Facts.VolumeSnapshots.Any(snapshot => device.Paths.Contains(snapshot.Path)))
            return;
        if (device.Name is null || !_fileSystems.TryGetValue(device.Name, out var fileSystem))
        {
            if (!_copy.RawPartitions.Any(raw => raw == device.Name))
                Add(CaptureFindingKind.NotDescribed, device.Path, mounts[0].Target, Reason(device, mounts[0]));
            return;
        }
        if (device.IsAmbivalent)
            Add(CaptureFindingKind.SeveralSignatures, device.Path, fileSystem.Type);
        foreach (var part in mounts.GroupBy(PartOf))
            CheckPart(device, fileSystem, part.Key, [.. part]);
    }

    private static string Reason(CapturedDevice device, KernelMount mount) =>
        device.IsAmbivalent ? "several signatures"
        : device.IsUnreadable ? "it cannot be read"
        : $"{device.Type}, {mount.Type}";

    /// <summary>A file system, or one subvolume of it.</summary>
    private void CheckPart(CapturedDevice device, FileSystem fileSystem, string? subvolume, List<KernelMount> mounts)
    {
        var places = _capture
            .Layout.Mounts.Where(mount => mount.Device == device.Name && IsOf(mount, subvolume, device))
            .ToList();
        if (places.Count > 0 && FileSystemKind.Find(fileSystem.Type) is null)
            Add(CaptureFindingKind.CannotBeMade, device.Path, mounts[0].Target, fileSystem.Type);
        var sent = places.Where(place => _copy.Trees.Contains(place.Target)).ToList();
        if (sent.Count == 0)
        {
            AddNotSent(device, places, mounts);
            return;
        }
        if (QuotasOf(fileSystem, mounts) is { Length: > 0 } quotas)
            Add(CaptureFindingKind.QuotaLimits, device.Path, sent[0].Target, quotas);
        foreach (var mount in mounts.Where(mount => IsWhole(mount) && _reach.Has(mount)))
            if (
                _capture.Facts.Below(mount.Target) is { } target
                && !MountCollection.IsPassing(target)
                && !sent.Exists(place => place.Target == target)
                && !_copy.LeavesOut(target)
            )
                Add(CaptureFindingKind.MountedTwice, device.Path, target, sent[0].Target);
    }

    /// <summary>The quotas that are on, as the kernel names them, where their limits are in no file that is copied (aquota.user
    /// of ext4 without the feature).</summary>
    private static string QuotasOf(FileSystem fileSystem, List<KernelMount> mounts) =>
        fileSystem.Type is "xfs" or "f2fs" || fileSystem.Features.Contains("quota") || fileSystem.Features.Contains("project")
            ? string.Join(", ", mounts.SelectMany(mount => mount.Options).Where(s_quotas.Contains).Distinct())
            : "";

    /// <summary>What is mounted there decides; fstab may name no subvolume.</summary>
    private bool IsOf(Mount place, string? subvolume, CapturedDevice device) =>
        _mounts[device.Path].Find(mount => IsAt(mount, place)) is { } live
            ? PartOf(live) == subvolume
            : place.Subvolume == subvolume;

    /// <summary>A path leads to all of it there.</summary>
    private bool IsAt(KernelMount mount, Mount place) =>
        IsWhole(mount) && _capture.Facts.Below(mount.Target) == place.Target && _reach.Has(mount);

    private static string? PartOf(KernelMount mount) =>
        mount.Type == "btrfs" ? MountedFileSystem.From(mount, "").Subvolume : null;

    private void AddNotSent(CapturedDevice device, List<Mount> places, List<KernelMount> mounts)
    {
        var whole = mounts.Where(IsWhole).ToList();
        var reached = whole.Where(_reach.Has).ToList();
        var here = reached.Where(mount => _capture.Facts.Below(mount.Target) is { } target && !MountCollection.IsPassing(target));
        if (places.Find(place => _copy.LeavesOut(place.Target)) is { } left)
            Add(CaptureFindingKind.LeftOut, device.Path, left.Target);
        else if (here.FirstOrDefault() is { } mount)
            Add(CaptureFindingKind.NotSent, device.Path, mount.Target);
        else if (places.Count > 0)
            Add(CaptureFindingKind.Elsewhere, device.Path, places[0].Target);
        else if (reached.Count > 0)
            Add(CaptureFindingKind.Passing, device.Path, reached[0].Target);
        else if (whole.Count > 0)
            Add(CaptureFindingKind.Hidden, device.Path, whole[0].Target);
        else
            Add(CaptureFindingKind.OnlyAPart, device.Path, mounts[0].Target);
    }

    private static bool IsWhole(KernelMount mount) => MountedFileSystem.From(mount, "").IsWhole;

    /// <summary>What nothing has mounted is made, and is empty in the clone.</summary>
    private void CheckContents()
    {
        foreach (var fileSystem in _capture.Layout.FileSystems)
            if (
                fileSystem.Type != "swap"
                && !IsMounted(fileSystem.Device)
                && DeviceNamed(fileSystem.Device) is { } device
                && !device.Disks.Any(_copy.ExcludedDisks.Contains)
                && !_copy.RawPartitions.Contains(fileSystem.Device)
            )
                Add(
                    CaptureFindingKind.NotMounted,
                    device.Path,
                    _capture.Facts.Fstab.FirstOrDefault(use => use.Device == fileSystem.Device)?.Line.Target ?? "",
                    fileSystem.Type
                );
        foreach (var array in _capture.Facts.Arrays)
            if (array.Present < array.Devices && !IsExcluded(array.Name))
                Add(CaptureFindingKind.Degraded, array.Name, $"{array.Present}", $"{array.Devices}");
    }

    private void NoteSnapshots()
    {
        foreach (var snapshot in _capture.Facts.VolumeSnapshots)
            Add(
                CaptureFindingKind.VolumeSnapshot,
                $"{snapshot.Group}/{snapshot.Name}",
                snapshot.Origin.Length > 0 ? $"{snapshot.Group}/{snapshot.Origin}" : "another volume"
            );
        foreach (
            var same in SnapshotPlaces
                .Of(_capture)
                .Where(place => !_copy.LeavesOut(place.Directory) || place.Snapshot.IsReadOnly)
                .GroupBy(place => (place.Snapshot.Device, place.Snapshot.IsReadOnly))
        )
            if (!IsExcluded(same.Key.Device))
                Add(
                    same.Key.IsReadOnly ? CaptureFindingKind.SubvolumeSnapshots : CaptureFindingKind.SubvolumeCopies,
                    DeviceNamed(same.Key.Device)?.Path ?? same.Key.Device,
                    $"{same.Count()}",
                    string.Join(", ", same.Take(3).Select(place => place.Directory)) + (same.Count() > 3 ? ", ..." : "")
                );
    }

    private void CheckSwap()
    {
        foreach (var swap in _capture.Facts.Swaps)
            if (
                _capture.Facts.Devices.FirstOrDefault(device => device.Paths.Contains(swap)) is { } device
                && !device.Disks.Any(_copy.ExcludedDisks.Contains)
                && (device.Name is null || _fileSystems.GetValueOrDefault(device.Name)?.Type != "swap")
            )
                Add(CaptureFindingKind.SwapNotDescribed, device.Path);
        foreach (var use in _capture.Facts.Fstab)
            if (use is { Device: null, Line.Type: "swap" } && !use.Line.Options.Contains("noauto") && IsDevice(use.Line.Source))
                Add(CaptureFindingKind.UnknownSwap, use.Line.Source);
    }

    /// <summary>No file, which is copied with its directory, and no memory.</summary>
    private static bool IsDevice(string source) =>
        (source.StartsWith("/dev/", StringComparison.Ordinal) || source.Contains('=', StringComparison.Ordinal))
        && !source.StartsWith("/dev/zram", StringComparison.Ordinal);

    private bool IsMounted(string name) => DeviceNamed(name) is { } device && _mounts.ContainsKey(device.Path);

    private bool IsSent(string name) =>
        _copy.RawPartitions.Contains(name)
        || _capture.Layout.Mounts.Any(mount => mount.Device == name && _copy.Trees.Contains(mount.Target));

    private bool IsExcluded(string name) => DeviceNamed(name)?.Disks.Any(_copy.ExcludedDisks.Contains) ?? false;

    private CapturedDevice? DeviceNamed(string name) => _capture.Facts.Devices.FirstOrDefault(device => device.Name == name);

    private void Add(CaptureFindingKind kind, string subject, string detail = "", string more = "") =>
        _findings.Add(new CaptureFinding(kind, subject, detail, more));
}
