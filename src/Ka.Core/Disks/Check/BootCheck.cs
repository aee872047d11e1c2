using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Check;

/// <summary>What the machine starts by is mounted, also where it usually is not: fstab says noauto, or systemd mounts it by its
/// type when it is used.</summary>
/// <param name="isMounted">A device of the layout is mounted somewhere.</param>
/// <param name="isSent">Its contents are sent.</param>
internal sealed class BootCheck(Capture capture, PlannedCopy copy, Func<string, bool> isMounted, Func<string, bool> isSent)
{
    public List<CaptureFinding> Findings()
    {
        var found = new List<CaptureFinding>();
        foreach (var use in capture.Facts.Fstab)
            if (
                use.Device is { } device
                && BootDirectories.All.Contains(use.Line.Target)
                && !copy.LeavesOut(use.Line.Target)
                && IsMissing(device)
            )
                Add(found, device, use.Line.Target, "fstab");
        var loaders = OfType(PartitionTypes.IsEsp).ToList();
        // One of several is enough: the others are copies for the case that a disk fails.
        if (capture.Layout.Firmware == Firmware.Uefi && loaders.Count > 0 && loaders.TrueForAll(IsMissing))
            Add(found, loaders[0], "/boot/efi", "EFI system partition");
        foreach (var kernels in OfType(type => PartitionTypes.Same(type, PartitionTypes.GptExtendedBoot)).Where(IsMissing))
            Add(found, kernels, "/boot", "extended boot loader partition");
        return [.. found.DistinctBy(finding => finding.Subject)];
    }

    private IEnumerable<string> OfType(Func<string, bool> isType) =>
        from disk in capture.Layout.Disks
        where !copy.ExcludedDisks.Contains(disk.Name)
        from partition in disk.Table?.Partitions ?? []
        let name = Disk.PartitionName(disk.Name, partition.Number)
        where isType(partition.Type) && capture.Layout.FileSystems.Any(fileSystem => fileSystem.Device == name)
        select name;

    private bool IsMissing(string device) =>
        !isMounted(device)
        && !isSent(device)
        && !(
            capture.Facts.Devices.FirstOrDefault(known => known.Name == device)?.Disks.Any(copy.ExcludedDisks.Contains) ?? false
        );

    private void Add(List<CaptureFinding> found, string device, string target, string why) =>
        found.Add(
            new CaptureFinding(
                CaptureFindingKind.BootNotMounted,
                capture.Facts.Devices.FirstOrDefault(known => known.Name == device)?.Path ?? device,
                target,
                why
            )
        );
}
