using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <content>Owners, permissions and times. By name: of the entry itself, never of what a symbolic link points to.</content>
public static unsafe partial class Files
{
    /// <summary>Clears setuid, setgid and file capabilities: comes before both.</summary>
    public static SysResult ChangeOwner(Fd file, uint owner, uint group)
    {
        using var use = file.Use();
        return SysResult.From(Libc.fchown(use.Number, owner, group));
    }

    /// <inheritdoc cref="ChangeOwner(Fd, uint, uint)"/>
    [SkipLocalsInit]
    public static SysResult ChangeOwner(Fd directory, ReadOnlySpan<byte> name, uint owner, uint group)
    {
        Unsafe.SkipInit(out CString path);
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        return SysResult.From(Libc.fchownat(use.Number, path.Pointer, owner, group, Libc.AT_SYMLINK_NOFOLLOW));
    }

    /// <summary>Sets the permissions of an open file, the twelve bits of chmod(2).</summary>
    public static SysResult ChangePermissions(Fd file, uint permissions)
    {
        using var use = file.Use();
        return SysResult.From(Libc.fchmod(use.Number, (mode_t)permissions));
    }

    /// <summary>Sets the permissions of an entry opened by <see cref="TryOpenEntry"/>, which fchmod(2) refuses; needs
    /// /proc.</summary>
    [SkipLocalsInit]
    public static SysResult ChangeEntryPermissions(Fd entry, uint permissions)
    {
        Unsafe.SkipInit(out CString path);
        using var use = entry.Use();
        path.SetDescriptor(use.Number, default);
        return SysResult.From(Libc.chmod(path.Pointer, (mode_t)permissions));
    }

    /// <param name="accessed">null keeps it.</param>
    public static SysResult SetTimes(Fd file, UnixTime modified, UnixTime? accessed)
    {
        var times = stackalloc timespec[2];
        Fill(times, modified, accessed);
        using var use = file.Use();
        return SysResult.From(Libc.futimens(use.Number, times));
    }

    /// <inheritdoc cref="SetTimes(Fd, UnixTime, UnixTime?)"/>
    [SkipLocalsInit]
    public static SysResult SetTimes(Fd directory, ReadOnlySpan<byte> name, UnixTime modified, UnixTime? accessed)
    {
        Unsafe.SkipInit(out CString path);
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        var times = stackalloc timespec[2];
        Fill(times, modified, accessed);
        using var use = directory.Use();
        return SysResult.From(Libc.utimensat(use.Number, path.Pointer, times, Libc.AT_SYMLINK_NOFOLLOW));
    }

    /// <summary>Sets both times of an open file to now.</summary>
    public static SysResult SetTimesToNow(Fd file)
    {
        using var use = file.Use();
        return SysResult.From(Libc.futimens(use.Number, null));
    }

    private static void Fill(timespec* times, UnixTime modified, UnixTime? accessed)
    {
        times[0] = accessed is { } at
            ? new timespec { tv_sec = at.Seconds, tv_nsec = at.Nanoseconds }
            : new timespec { tv_nsec = Libc.UTIME_OMIT };
        times[1] = new timespec { tv_sec = modified.Seconds, tv_nsec = modified.Nanoseconds };
    }
}
