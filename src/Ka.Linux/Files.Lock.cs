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
    public static SysResult TryLock(Fd file)
    {
        using var use = file.Use();
        return SysResult.From(Sys.flock(use.Number, Sys.LOCK_EX | Sys.LOCK_NB));
    }
}
