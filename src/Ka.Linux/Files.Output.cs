using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>Writing of whole files: created, made durable, put in place.</summary>
public static unsafe partial class Files
{
    /// <summary>open(2) for writing a file that is there: a regular file, a device, a fifo. Nothing is truncated.</summary>
    public static SysResult TryOpenWrite(ReadOnlySpan<byte> path, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_WRONLY, 0, out file);

    /// <summary>open(2) for both, of a device; it does not become our terminal.</summary>
    public static SysResult TryOpenReadWrite(ReadOnlySpan<byte> path, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDWR | Libc.O_NOCTTY, 0, out file);

    /// <summary>A terminal for writing, which does not become ours and is not waited for (no carrier on a serial line).</summary>
    public static SysResult TryOpenTerminal(ReadOnlySpan<byte> path, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0, out file);

    /// <summary>A file that grows at its end, made when it is not there.</summary>
    public static SysResult TryOpenAppend(ReadOnlySpan<byte> path, uint mode, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND, mode, out file);

    /// <summary>A file emptied, or made, for writing.</summary>
    public static SysResult TryOpenEmpty(ReadOnlySpan<byte> path, uint mode, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC, mode, out file);

    /// <summary>A new file for writing; EEXIST when the name is taken, even by a dangling link.</summary>
    /// <exception cref="LinuxException"/>
    public static Fd CreateNew(BytePath path, uint mode)
    {
        OpenAt(Libc.AT_FDCWD, path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, mode, out var file).OrThrow("create", path);
        return file;
    }

    /// <summary>fsync(2): delayed write errors (ENOSPC, EIO) show here. EINVAL and EROFS on what cannot be synced (pipes,
    /// some devices) count as success: nothing was delayed.</summary>
    public static SysResult Sync(Fd file)
    {
        using var use = file.Use();
        var result = SysResult.From(Libc.fsync(use.Number));
        return result.Is(Errno.EINVAL) || result.Is(Errno.EROFS) ? SysResult.Success(0) : result;
    }

    /// <summary>rename(2): replaces a file of the new name in one step.</summary>
    [SkipLocalsInit]
    public static SysResult Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Unsafe.SkipInit(out CString source);
        Unsafe.SkipInit(out CString target);
        return source.TrySet(from, out var errno) && target.TrySet(to, out errno)
            ? SysResult.From(Sys.rename(source.Pointer, target.Pointer))
            : SysResult.Failure(errno);
    }

    /// <summary>unlink(2).</summary>
    [SkipLocalsInit]
    public static SysResult Remove(ReadOnlySpan<byte> path)
    {
        Unsafe.SkipInit(out CString name);
        return name.TrySet(path, out var errno) ? SysResult.From(Libc.unlink(name.Pointer)) : SysResult.Failure(errno);
    }
}
