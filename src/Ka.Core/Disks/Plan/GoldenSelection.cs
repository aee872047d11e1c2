using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>The part of a golden layout that is copied: without the disks that are left out and what is on them.</summary>
internal static class GoldenSelection
{
    public static Layout Without(Layout golden, IReadOnlyList<string> excluded, List<string> reasons)
    {
        var left = excluded.Select(DiskSelector.PlainName).ToHashSet(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var disk in golden.Disks.Where(disk => left.Contains(disk.Name)))
        {
            gone.Add(disk.Name);
            gone.UnionWith((disk.Table?.Partitions ?? []).Select(partition => Disk.PartitionName(disk.Name, partition.Number)));
        }
        foreach (var array in golden.Arrays)
            Lose($"array {array.Name}", array.Members, [array.Name], gone, reasons);
        foreach (var group in golden.VolumeGroups)
            Lose(
                $"volume group {group.Name}",
                [.. group.PhysicalVolumes.Select(volume => volume.Device)],
                [.. group.Volumes.Select(volume => $"{group.Name}/{volume.Name}")],
                gone,
                reasons
            );
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

    private static void Lose(
        string what,
        IReadOnlyList<string> below,
        IReadOnlyList<string> above,
        HashSet<string> gone,
        List<string> reasons
    )
    {
        if (!below.Any(gone.Contains))
            return;
        gone.UnionWith(above);
        if (below.FirstOrDefault(device => !gone.Contains(device)) is { } kept)
            reasons.Add($"{what} is on {kept}, too, which is not left out");
    }
}
