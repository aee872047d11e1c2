using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>Extended attributes (xattr(7)). By name they are those of the entry itself, a symbolic link included; the kernel
/// takes such names through /proc only.</summary>
public static unsafe class Xattrs
{
    /// <summary>XATTR_LIST_MAX and XATTR_SIZE_MAX of linux/limits.h.</summary>
    public const int MaxListLength = 65536;

    public const int MaxValueLength = 65536;

    /// <summary>The names, each with a NUL at its end.</summary>
    public static SysResult List(Fd file, Span<byte> names)
    {
        using var use = file.Use();
        fixed (byte* start = names)
            return SysResult.From(Sys.flistxattr(use.Number, start, names.Length));
    }

    /// <inheritdoc cref="List(Fd, Span{byte})"/>
    [SkipLocalsInit]
    public static SysResult List(Fd directory, ReadOnlySpan<byte> entry, Span<byte> names)
    {
        Unsafe.SkipInit(out CString path);
        using var use = directory.Use();
        if (!path.SetDescriptor(use.Number, entry))
            return SysResult.Failure(Errno.ENAMETOOLONG);
        fixed (byte* start = names)
            return SysResult.From(Sys.llistxattr(path.Pointer, start, names.Length));
    }

    /// <summary>Reads an attribute's value; ENODATA when no attribute has that name.</summary>
    [SkipLocalsInit]
    public static SysResult Get(Fd file, ReadOnlySpan<byte> name, Span<byte> value)
    {
        Unsafe.SkipInit(out CString key);
        if (!key.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = file.Use();
        fixed (byte* start = value)
            return SysResult.From(Sys.fgetxattr(use.Number, key.Pointer, start, value.Length));
    }

    /// <inheritdoc cref="Get(Fd, ReadOnlySpan{byte}, Span{byte})"/>
    [SkipLocalsInit]
    public static SysResult Get(Fd directory, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, Span<byte> value)
    {
        Unsafe.SkipInit(out CString key);
        Unsafe.SkipInit(out CString path);
        using var use = directory.Use();
        if (!key.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        if (!path.SetDescriptor(use.Number, entry))
            return SysResult.Failure(Errno.ENAMETOOLONG);
        fixed (byte* start = value)
            return SysResult.From(Sys.lgetxattr(path.Pointer, key.Pointer, start, value.Length));
    }

    /// <summary>Makes or replaces one attribute.</summary>
    [SkipLocalsInit]
    public static SysResult Set(Fd file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Unsafe.SkipInit(out CString key);
        if (!key.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = file.Use();
        fixed (byte* start = value)
            return SysResult.From(Sys.fsetxattr(use.Number, key.Pointer, start, value.Length, 0));
    }

    /// <inheritdoc cref="Set(Fd, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    [SkipLocalsInit]
    public static SysResult Set(Fd directory, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Unsafe.SkipInit(out CString key);
        Unsafe.SkipInit(out CString path);
        using var use = directory.Use();
        if (!key.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        if (!path.SetDescriptor(use.Number, entry))
            return SysResult.Failure(Errno.ENAMETOOLONG);
        fixed (byte* start = value)
            return SysResult.From(Sys.lsetxattr(path.Pointer, key.Pointer, start, value.Length, 0));
    }

    /// <summary>Removes an attribute; ENODATA when no attribute has that name.</summary>
    [SkipLocalsInit]
    public static SysResult Remove(Fd file, ReadOnlySpan<byte> name)
    {
        Unsafe.SkipInit(out CString key);
        if (!key.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = file.Use();
        return SysResult.From(Sys.fremovexattr(use.Number, key.Pointer));
    }
}
