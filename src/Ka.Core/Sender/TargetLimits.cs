using System;
using System.Linq;
using System.Numerics;
using Ka.Disks.Model;
using Ka.Trees.Reading;

namespace Ka.Sender;

/// <summary>What the file systems of a layout can hold.</summary>
internal static class TargetLimits
{
    private const int Usual = 4096;

    /// <param name="layout">Has the device of the file system.</param>
    /// <param name="isOfAnotherType">The tree lies on another type of file system, which may hold more.</param>
    public static TreeLimits Of(Layout layout, FileSystem fileSystem, bool isOfAnotherType)
    {
        var isFat = fileSystem.Type == "vfat";
        return new TreeLimits
        {
            LongestLink = FileSystemKind.Find(fileSystem.Type)?.LongestLink(fileSystem),
            Attributes = isOfAnotherType ? Attributes(fileSystem) : null,
            IsFat = isFat && isOfAnotherType,
            FillsUnits = isFat,
            Unit = isFat ? Cluster(fileSystem, SizeOf(layout, fileSystem.Device)) : Usual,
        };
    }

    /// <summary>XFS holds what the kernel permits (64 KiB), JFS and reiserfs keep attributes as files.</summary>
    private static AttributeRoom? Attributes(FileSystem fileSystem) =>
        fileSystem.Type switch
        {
            "vfat" => AttributeRoom.None,
            "btrfs" => AttributeRoom.Btrfs(fileSystem.BlockSize ?? 16384),
            "f2fs" => AttributeRoom.F2fs,
            "ext2" => AttributeRoom.Ext(fileSystem.BlockSize ?? Usual, 0),
            "ext3" or "ext4" when !fileSystem.Features.Contains("ea_inode") => AttributeRoom.Ext(
                fileSystem.BlockSize ?? Usual,
                fileSystem.InodeSize ?? 256
            ),
            _ => null,
        };

    /// <summary>Bytes of a cluster that mkfs.fat chooses, or more: the copy may have larger ones than the golden file
    /// system.</summary>
    private static int Cluster(FileSystem fileSystem, long size)
    {
        const int Most = 32 << 10;
        const long Steps = 1L << 21;
        const long Clusters = 65524;
        var clusters = fileSystem.FatBits == 32 ? Steps : Clusters;
        return (int)Math.Clamp((long)BitOperations.RoundUpToPowerOf2((ulong)(size / clusters)), Usual, Most);
    }

    private static long SizeOf(Layout layout, string device) =>
        layout
            .Disks.SelectMany(disk =>
                (disk.Table?.Partitions ?? []).Select(partition =>
                    (Name: Disk.PartitionName(disk.Name, partition.Number), partition.Size)
                )
            )
            .FirstOrDefault(partition => partition.Name == device)
            .Size;
}
