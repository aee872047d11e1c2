using System;

namespace Ka.Disks.Model;

/// <summary>What there is to know of a type of file system before one is made.</summary>
/// <param name="Name">As blkid and mount(8) call it.</param>
/// <param name="MaxLabel">Bytes of its longest label.</param>
/// <param name="Smallest">Bytes below which its mkfs refuses.</param>
/// <param name="Overhead">Bytes that its own structures and journal may take, besides a share of the size.</param>
/// <param name="UuidMask">What its UUID looks like, as <see cref="Spelling"/> has it.</param>
/// <param name="Mkfs">The program that makes it.</param>
public sealed record FileSystemKind(string Name, int MaxLabel, long Smallest, long Overhead, string UuidMask, string Mkfs)
{
    private const long Mebi = 1 << 20;

    private const string FatId = "xxxx-xxxx";

    // Smallest: what mkfs of Debian 12 accepts. Overhead: a journal's usual size and room for metadata of small files.
    private static readonly FileSystemKind[] s_all =
    [
        new("ext2", 16, 1 * Mebi, 4 * Mebi, Spelling.Guid, "mke2fs"),
        new("ext3", 16, 4 * Mebi, 20 * Mebi, Spelling.Guid, "mke2fs"),
        new("ext4", 16, 4 * Mebi, 20 * Mebi, Spelling.Guid, "mke2fs"),
        new("xfs", 12, 300 * Mebi, 80 * Mebi, Spelling.Guid, "mkfs.xfs"),
        new("btrfs", 255, 109 * Mebi, 150 * Mebi, Spelling.Guid, "mkfs.btrfs"),
        new("vfat", 11, 1 * Mebi, 4 * Mebi, FatId, "mkfs.vfat"),
        new("jfs", 16, 16 * Mebi, 16 * Mebi, Spelling.Guid, "mkfs.jfs"),
        new("reiserfs", 16, 36 * Mebi, 36 * Mebi, Spelling.Guid, "mkfs.reiserfs"),
        new("f2fs", 255, 48 * Mebi, 200 * Mebi, Spelling.Guid, "mkfs.f2fs"),
        new("swap", 15, 1 * Mebi, 0, Spelling.Guid, "mkswap"),
    ];

    /// <summary>The kind of that name; null when <c>ka</c> cannot make it.</summary>
    public static FileSystemKind? Find(string name) => Array.Find(s_all, kind => kind.Name == name);

    public bool IsExt => Name is "ext2" or "ext3" or "ext4";

    /// <summary>Whether a disk's last partition grows when it holds this kind.</summary>
    public bool Grows => Name is not ("swap" or "vfat");

    /// <summary>Bytes that a device needs to hold the files of a file system of this kind: a tenth more than is used, because
    /// block sizes and directories differ, its inodes, and its overhead.</summary>
    public long Need(FileSystem fileSystem)
    {
        var used = fileSystem.Used ?? 0;
        var inodes = IsExt && fileSystem is { InodeSize: { } size, BytesPerInode: { } share } ? used / share * size : 0;
        return Math.Max(Smallest, used + (used / (Name == "btrfs" ? 5 : 10)) + inodes + Overhead);
    }
}
