using System;

namespace Ka.Disks.Model;

/// <summary>What there is to know of a type of file system before one is made.</summary>
/// <param name="Name">As blkid and mount(8) call it.</param>
/// <param name="MaxLabel">Bytes of its longest label.</param>
/// <param name="Smallest">Bytes below which its mkfs refuses.</param>
/// <param name="Overhead">Bytes that its own structures and journal may take, besides a share of the size.</param>
/// <param name="Mkfs">The program that makes it.</param>
public sealed record FileSystemKind(string Name, int MaxLabel, long Smallest, long Overhead, string Mkfs)
{
    private const long Mebi = 1 << 20;

    private const string FatId = "xxxx-xxxx";

    // Smallest: what mkfs of Debian 12 accepts. Overhead: a journal's usual size and room for metadata of small files.
    private static readonly FileSystemKind[] s_all =
    [
        new("ext2", 16, 1 * Mebi, 4 * Mebi, "mke2fs"),
        new("ext3", 16, 4 * Mebi, 20 * Mebi, "mke2fs"),
        new("ext4", 16, 4 * Mebi, 20 * Mebi, "mke2fs"),
        new("xfs", 12, 300 * Mebi, 80 * Mebi, "mkfs.xfs"),
        new("btrfs", 255, 109 * Mebi, 150 * Mebi, "mkfs.btrfs"),
        new("vfat", 11, 1 * Mebi, 4 * Mebi, "mkfs.vfat"),
        new("jfs", 16, 16 * Mebi, 16 * Mebi, "mkfs.jfs"),
        new("reiserfs", 16, 36 * Mebi, 36 * Mebi, "mkfs.reiserfs"),
        new("f2fs", 255, 48 * Mebi, 200 * Mebi, "mkfs.f2fs"),
        new("swap", 15, 1 * Mebi, 0, "mkswap"),
    ];

    /// <summary>The kind of that name; null when <c>ka</c> cannot make it.</summary>
    public static FileSystemKind? Find(string name) => Array.Find(s_all, kind => kind.Name == name);

    /// <summary>What its UUID looks like, as <see cref="Spelling"/> has it.</summary>
    public string UuidMask => Name == "vfat" ? FatId : Spelling.Guid;

    public bool IsExt => Name is "ext2" or "ext3" or "ext4";

    /// <summary>Whether a disk's last partition grows when it holds this kind.</summary>
    public bool Grows => Name is not ("swap" or "vfat");

    /// <summary>Bytes of the longest target of a symbolic link that it holds; null: as long as any (PATH_MAX).</summary>
    public int? LongestLink(FileSystem fileSystem) =>
        Name switch
        {
            // Linux's XFS_SYMLINK_MAXLEN, with the zero at its end.
            "xfs" => 1023,
            "vfat" => 0,
            "reiserfs" => 4032,
            _ when IsExt => (fileSystem.BlockSize ?? 4096) - 1,
            _ => null,
        };

    /// <summary>Bytes that a device should have to hold the files of a file system of this kind: a tenth more than will be
    /// written, because block sizes and directories differ, its inodes, its overhead, and a second initramfs.</summary>
    public long Need(FileSystem fileSystem)
    {
        var files = Files(fileSystem);
        var room = files + (files / (Name == "btrfs" ? 5 : 10)) + Overhead + (fileSystem.Initramfs ?? 0);
        return Math.Max(Smallest, WithInodes(fileSystem, room));
    }

    /// <summary>Bytes without which it cannot hold them: the golden one's size may be less, when its files share
    /// contents.</summary>
    public long Least(FileSystem fileSystem) =>
        Files(fileSystem) is var files && files > (fileSystem.Used ?? 0)
            ? Math.Max(Smallest, WithInodes(fileSystem, files + Overhead))
            : Smallest;

    /// <summary>Bytes for each inode of a new file system, such that there are enough for the golden one's files and those that
    /// a clone gets at once.</summary>
    /// <returns>null: it has no fixed number of inodes, or the number is not known.</returns>
    public int? BytesPerInode(FileSystem fileSystem, long size) =>
        IsExt && fileSystem is { Inodes: { } used, BytesPerInode: { } golden }
            ? (int)Math.Min(golden, size / InodesFor(used))
            : fileSystem.BytesPerInode;

    /// <summary>Inodes that a clone needs.</summary>
    public static long InodesFor(long used) => used + (used / 100) + 256;

    private static long Files(FileSystem fileSystem) => Math.Max(fileSystem.Used ?? 0, fileSystem.Written ?? 0);

    /// <summary>The tables of inodes are a share of the device, or larger when the files are small.</summary>
    private long WithInodes(FileSystem fileSystem, long room)
    {
        if (!IsExt || fileSystem is not { InodeSize: { } size, BytesPerInode: { } share })
            return room;
        var device = share > size ? room + (room / (share - size) * size) : 2 * room;
        return fileSystem.Inodes is { } used && InodesFor(used) is var wanted && device / share < wanted
            ? Math.Max(room + (wanted * size), wanted * Math.Max(1024, fileSystem.BlockSize ?? 1024))
            : device;
    }
}
