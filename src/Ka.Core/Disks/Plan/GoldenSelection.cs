using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>The part of a golden layout that is copied: without the disks that are left out and what is on them.</summary>
internal static class GoldenSelection
{
    public static Layout Without(Layout golden, IReadOnlyList<string> excluded, List<Finding> reasons)
    {
        var left = excluded.Select(DiskSelector.PlainName).ToHashSet(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var disk in golden.Disks.Where(disk => left.Contains(disk.Name)))
        {
            gone.Add(disk.Name);
            gone.UnionWith((disk.Table?.Partitions ?? []).Select(partition => Disk.PartitionName(disk.Name, partition.Number)));
        }
        foreach (var array in golden.Arrays)
            if (Lose(array.Members, [array.Name], gone) is { } kept)
                reasons.Add(new Finding(FindingKind.ArrayNotLeftOut, array.Name, kept));
        foreach (var group in golden.VolumeGroups)
            if (
                Lose(
                    [.. group.PhysicalVolumes.Select(volume => volume.Device)],
                    [.. group.Volumes.Select(volume => $"{group.Name}/{volume.Name}")],
                    gone
                ) is
                { } kept
            )
                reasons.Add(new Finding(FindingKind.GroupNotLeftOut, group.Name, kept));
        return golden with
        {
            Disks = [.. golden.Disks.Where(disk => !gone.Contains(disk.Name))],
            Arrays = [.. golden.Arrays.Where(array => !array.Members.Any(gone.Contains))],
            VolumeGroups =
            [
                .. golden.VolumeGroups.Where(group => !group.PhysicalVolumes.Any(volume => gone.Contains(volume.Device))),
            ],
            FileSystems = [.. golden.FileSystems.Where(fileSystem => !gone.Contains(fileSystem.Device))],
            Mounts = [.. golden.Mounts.Where(mount => !gone.Contains(mount.Device))],
        };
    }

    /// <summary>Disks that have something to copy: an empty one needs no counterpart.</summary>
    public static Layout WithoutEmptyDisks(Layout golden, MinimumSizes needs, IReadOnlyList<DescChoice> descs) =>
        golden with
        {
            Disks =
            [
                .. golden.Disks.Where(disk =>
                    disk.Table is { Partitions.Count: > 0 }
                    || needs.IsUsed(disk.Name)
                    || descs.Any(desc => desc.Drive == disk.Name)
                ),
            ],
        };

    /// <summary>A device below that is not gone although others are; null when there is no such device.</summary>
    private static string? Lose(IReadOnlyList<string> below, IReadOnlyList<string> above, HashSet<string> gone)
    {
        if (!below.Any(gone.Contains))
            return null;
        gone.UnionWith(above);
        return below.FirstOrDefault(device => !gone.Contains(device));
    }
}
