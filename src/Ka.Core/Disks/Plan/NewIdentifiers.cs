using System;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>New UUIDs, GUIDs and disk ids for a layout; labels, sizes and names stay.</summary>
internal static class NewIdentifiers
{
    public static Layout Apply(Layout layout, Func<Guid> newGuid) =>
        layout with
        {
            Disks =
            [
                .. layout.Disks.Select(disk => disk.Table is { } table ? disk with { Table = Apply(table, newGuid) } : disk),
            ],
            Arrays = [.. layout.Arrays.Select(array => array with { Uuid = ForArray(newGuid()) })],
            VolumeGroups =
            [
                .. layout.VolumeGroups.Select(group =>
                    group with
                    {
                        PhysicalVolumes = [.. group.PhysicalVolumes.Select(volume => volume with { Uuid = null })],
                    }
                ),
            ],
            FileSystems =
            [
                .. layout.FileSystems.Select(fileSystem => fileSystem with { Uuid = ForFileSystem(fileSystem.Type, newGuid()) }),
            ],
        };

    /// <summary>A GUID, or the first 32 bits of one for an MBR; never 0, which stands for none.</summary>
    public static string ForTable(TableKind kind, Guid guid) =>
        kind == TableKind.Gpt ? guid.ToString("D").ToUpperInvariant() : $"0x{BitConverter.ToUInt32(guid.ToByteArray()) | 1:x8}";

    public static string ForPartition(Guid guid) => guid.ToString("D").ToUpperInvariant();

    public static string ForFileSystem(string type, Guid guid)
    {
        var hex = guid.ToString("N").ToUpperInvariant();
        return type == "vfat" ? $"{hex[..4]}-{hex[4..8]}" : guid.ToString("D", CultureInfo.InvariantCulture);
    }

    private static string ForArray(Guid guid)
    {
        var hex = guid.ToString("N");
        return $"{hex[..8]}:{hex[8..16]}:{hex[16..24]}:{hex[24..]}";
    }

    private static PartitionTable Apply(PartitionTable table, Func<Guid> newGuid) =>
        table with
        {
            Id = ForTable(table.Kind, newGuid()),
            Partitions =
            [
                .. table.Partitions.Select(partition =>
                    partition.Uuid is null || table.Kind == TableKind.Mbr
                        ? partition with
                        {
                            Uuid = null,
                        }
                        : partition with
                        {
                            Uuid = ForPartition(newGuid()),
                        }
                ),
            ],
        };
}
