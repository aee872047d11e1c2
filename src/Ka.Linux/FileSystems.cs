using System;

namespace Ka.Linux;

/// <summary>A whole file system, by any descriptor on it.</summary>
public static unsafe class FileSystems
{
    /// <summary>True when a file system is in memory only: ramfs or tmpfs (statfs(2)).</summary>
    public static bool IsInMemory(Fd file)
    {
        using var use = file.Use();
        Sys.statfs found;
        return SysResult.From(Sys.fstatfs(use.Number, &found)).IsSuccess && found.f_type is Sys.RAMFS_MAGIC or Sys.TMPFS_MAGIC;
    }

    /// <summary>False for FAT and exFAT: the label that SELinux shows for each of their files is of its policy for the whole file
    /// system, and is not on the disk.</summary>
    public static bool HasAttributes(Fd file)
    {
        using var use = file.Use();
        Sys.statfs found;
        return !SysResult.From(Sys.fstatfs(use.Number, &found)).IsSuccess || HasAttributes(found.f_type);
    }

    internal static bool HasAttributes(long type) => type is not (Sys.MSDOS_SUPER_MAGIC or Sys.EXFAT_SUPER_MAGIC);

    /// <summary>Bytes that root can still write to a file system (statfs(2)); the value is their number.</summary>
    public static SysResult FreeBytes(Fd file)
    {
        using var use = file.Use();
        Sys.statfs found;
        var result = SysResult.From(Sys.fstatfs(use.Number, &found));
        var unit = (ulong)(found.f_frsize > 0 ? found.f_frsize : found.f_bsize);
        return result.IsSuccess ? SysResult.Success((long)Math.Min(found.f_bfree * unit, long.MaxValue)) : result;
    }

    /// <summary>Writes all that is dirty to the disk (syncfs(2)) and tells of every write that failed since
    /// <paramref name="file"/> was opened.</summary>
    public static SysResult Sync(Fd file)
    {
        using var use = file.Use();
        return SysResult.From(Libc.syncfs(use.Number));
    }
}
