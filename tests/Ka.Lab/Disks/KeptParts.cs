using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Lab.Disks;

/// <summary>Of a layout what a copy must have, too, as lines that can be compared: not sizes, not the kernel's names of
/// disks.</summary>
internal sealed class KeptParts
{
    private readonly Layout _layout;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private KeptParts(Layout layout, string[] disks)
    {
        _layout = layout;
        for (var i = 0; i < disks.Length; i++)
        {
            var disk = layout.Disks.First(disk => "/dev/" + disk.Name == disks[i]);
            _names[disk.Name] = $"disk{i}";
            foreach (var partition in disk.Table?.Partitions ?? [])
                _names[Disk.PartitionName(disk.Name, partition.Number)] = $"disk{i}.{partition.Number}";
        }
        // Arrays and volumes keep their names.
        foreach (
            var name in layout
                .Arrays.Select(array => array.Name)
                .Concat(layout.VolumeGroups.SelectMany(group => group.Volumes.Select(volume => $"{group.Name}/{volume.Name}")))
        )
            _names[name] = name;
    }

    /// <param name="disks">The layout's disks in the order of their roles.</param>
    public static IReadOnlyList<string> Of(Layout layout, params string[] disks)
    {
        var kept = new KeptParts(layout, disks);
        return
        [
            .. kept.Tables().Order(StringComparer.Ordinal),
            .. kept.Arrays(),
            .. kept.Groups(),
            .. kept.Contents().Order(StringComparer.Ordinal),
            .. kept.Mounts(),
        ];
    }

    private IEnumerable<string> Tables() =>
        from disk in _layout.Disks
        where disk.Table is not null
        let table = disk.Table
        from line in table
            .Partitions.Select(partition =>
                $"{_names[disk.Name]}.{partition.Number} {partition.Type} {partition.Uuid} '{partition.Name}' "
                + $"{partition.Bootable} {partition.Attributes}"
            )
            .Prepend($"{_names[disk.Name]} {table.Kind} {table.Id}")
        select line;

    private IEnumerable<string> Arrays() =>
        from array in _layout.Arrays
        orderby array.Name
        select $"{array.Name} {array.Level} {array.Uuid} {array.Metadata} {array.Label} {array.Layout} {array.Chunk} of "
            + $"{string.Join(' ', array.Members.Select(member => _names[member]))}";

    private IEnumerable<string> Groups() =>
        from made in _layout.VolumeGroups
        orderby made.Name
        let devices = made
            .PhysicalVolumes.Select(volume => $"{_names[volume.Device]} {volume.Uuid}")
            .Order(StringComparer.Ordinal)
        let volumes = made
            .Volumes.Select(volume => $"{volume.Name} {volume.Kind} {volume.Stripes} {volume.StripeSize} {volume.Mirrors}")
            .Order(StringComparer.Ordinal)
        select $"{made.Name} {made.ExtentSize} on {string.Join(", ", devices)}: {string.Join(", ", volumes)}";

    private IEnumerable<string> Contents() =>
        from made in _layout.FileSystems
        select $"{_names[made.Device]} {made.Type} {made.Uuid} '{made.Label}' {made.BlockSize} {made.InodeSize} {made.FatBits} "
            + $"{Share(made)} {Reserved(made)}"
            + $" [{string.Join(' ', made.Features)}] [{string.Join(' ', made.Subvolumes)}] {made.DefaultSubvolume}";

    private IEnumerable<string> Mounts() =>
        _layout.Mounts.Select(mount =>
            $"{mount.Target} {_names[mount.Device]} {mount.Subvolume} [{string.Join(' ', mount.Options)}]"
        );

    /// <summary>Bytes per inode come out of a division of what there are: to a power of two.</summary>
    private static string Share(FileSystem made) =>
        made.BytesPerInode is { } share ? string.Create(CultureInfo.InvariantCulture, $"2^{Math.Round(Math.Log2(share))}") : "";

    /// <summary>A small file system has no block for a hundredth of a percent: to a tenth.</summary>
    private static string Reserved(FileSystem made) =>
        made.ReservedShare is { } share ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share / 10.0)}") : "";
}
