using System;

namespace Ka.Disks.Probe;

/// <summary>What is on a device when blkid and the kernel do not agree.</summary>
internal static class FileSystemType
{
    private static readonly string[] s_ext = ["ext2", "ext3", "ext4"];

    private static readonly string[] s_fat = ["vfat", "msdos"];

    /// <summary>Whether the rests of another file system made blkid say <paramref name="found"/>: then it has to be asked for
    /// <paramref name="mounted"/> alone.</summary>
    /// <param name="found">By its signatures; null: nothing, or several.</param>
    /// <param name="mounted">As the kernel has it; null: it is not mounted.</param>
    public static bool IsWrong(string? found, string? mounted) =>
        mounted is not null
        && found != mounted
        && !(found is not null && Array.IndexOf(s_ext, found) >= 0 && Array.IndexOf(s_ext, mounted) >= 0)
        && !(found is not null && Array.IndexOf(s_fat, found) >= 0 && Array.IndexOf(s_fat, mounted) >= 0)
        // Programs and other drivers have other names than blkid.
        && !mounted.StartsWith("fuse", StringComparison.Ordinal)
        && !(found == "ntfs" && mounted is "ntfs3" or "ufsd");
}
