using System;

namespace Ka.Linux;

/// <content>Locked files, which show that a process is at work.</content>
public static unsafe partial class Files
{
    /// <summary>A file for reading and writing, made when it is not there. Nothing is truncated.</summary>
    public static SysResult TryOpenOrMake(ReadOnlySpan<byte> path, uint mode, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW, mode, out file);

    /// <summary>flock(2): EAGAIN while another descriptor has it. It goes when the descriptor is closed, however its process
    /// ends.</summary>
    public static SysResult TryLock(Fd file) => Lock(file, Sys.LOCK_EX);

    /// <summary>As <see cref="TryLock"/>, of a lock that several descriptors may have at the same time: EAGAIN while one has it
    /// alone.</summary>
    public static SysResult TryLockShared(Fd file) => Lock(file, Sys.LOCK_SH);

    private static SysResult Lock(Fd file, int kind)
    {
        using var use = file.Use();
        return SysResult.From(Sys.flock(use.Number, kind | Sys.LOCK_NB));
    }
}
