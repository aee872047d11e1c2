using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks;

namespace Ka.Lab.Disks;

/// <summary>Of a layout what a copy must have, too, as lines that can be compared: not sizes, not the kernel's names.</summary>
internal static class KeptParts
{
    /// <param name="disks">The layout's disks in the order of their roles.</param>
    public static IReadOnlyList<string> Of(Layout layout, params string[] disks)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < disks.Length; i++)
        {
            var disk = layout.Disks.First(disk => "/dev/" + disk.Name == disks[i]);
            names[disk.Name] = $"disk{i}";
            foreach (var partition in disk.Table?.Partitions ?? [])
                names[Disk.PartitionName(disk.Name, partition.Number)] = $"disk{i}.{partition.Number}";
        }
        return
        [
            .. from disk in layout.Disks
               where disk.Table is not null
               let table = disk.Table
               from line in table.Partitions.Select(partition =>
                   $"{names[disk.Name]}.{partition.Number} {partition.Type} {partition.Uuid} '{partition.Name}' {partition.Bootable} {partition.Attributes}").Prepend($"{names[disk.Name]} {table.Kind} {table.Id}")
               orderby line
               select line,
            .. from made in layout.FileSystems
               let line = $"{names[made.Device]} {made.Type} {made.Uuid} '{made.Label}' {made.BlockSize} {made.InodeSize} {made.FatBits} {Share(made)}"
                   + $" [{string.Join(' ', made.Features)}] [{string.Join(' ', made.Subvolumes)}] {made.DefaultSubvolume}"
               orderby line
               select line,
            .. layout.Mounts.Select(mount => $"{mount.Target} {names[mount.Device]} {mount.Subvolume} [{string.Join(' ', mount.Options)}]"),
        ];
    }

    /// <summary>Bytes per inode come out of a division of what there are: to a power of two.</summary>
    private static string Share(FileSystem made) => made.BytesPerInode is { } share ? $"2^{Math.Round(Math.Log2(share))}" : "";
}
