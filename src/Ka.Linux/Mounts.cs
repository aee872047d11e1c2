using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>File systems put into the tree, moved in it and taken out of it (mount(2), umount(2)).</summary>
public static unsafe class Mounts
{
    /// <summary>Mounts a file system. <paramref name="options"/> are the file system's own, with commas between them.</summary>
    /// <param name="source">A device, or a name that only people see.</param>
    [SkipLocalsInit]
    public static SysResult Mount(
        ReadOnlySpan<byte> source,
        ReadOnlySpan<byte> target,
        ReadOnlySpan<byte> type,
        MountFlags flags,
        ReadOnlySpan<byte> options
    )
    {
        Unsafe.SkipInit(out CString from);
        Unsafe.SkipInit(out CString to);
        Unsafe.SkipInit(out CString kind);
        Unsafe.SkipInit(out CString data);
        return
            from.TrySet(source, out var errno)
            && to.TrySet(target, out errno)
            && kind.TrySet(type, out errno)
            && data.TrySet(options, out errno)
            ? SysResult.From(Libc.mount(from.Pointer, to.Pointer, kind.Pointer, (ulong_t)(ulong)flags, data.Pointer))
            : SysResult.Failure(errno);
    }

    /// <summary>Moves a mount and everything mounted in it (MS_MOVE).</summary>
    [SkipLocalsInit]
    public static SysResult Move(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Unsafe.SkipInit(out CString source);
        Unsafe.SkipInit(out CString target);
        return source.TrySet(from, out var errno) && target.TrySet(to, out errno)
            ? SysResult.From(Libc.mount(source.Pointer, target.Pointer, null, Libc.MS_MOVE, null))
            : SysResult.Failure(errno);
    }

    /// <summary>Detaches a mount from the tree; the mount ends when it is not in use any more (MNT_DETACH).</summary>
    [SkipLocalsInit]
    public static SysResult Detach(ReadOnlySpan<byte> target)
    {
        Unsafe.SkipInit(out CString path);
        return path.TrySet(target, out var errno)
            ? SysResult.From(Libc.umount2(path.Pointer, Libc.MNT_DETACH))
            : SysResult.Failure(errno);
    }
}
