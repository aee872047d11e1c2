using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <content>Entries of directories made and removed.</content>
public static unsafe partial class Files
{
    private delegate int OneName(int directory, byte* name, uint argument);

    private delegate int TwoNames(int directory, byte* name, int otherDirectory, byte* other);

    /// <summary>mkdirat(2). <paramref name="permissions"/> are lessened as in <see cref="TryCreateNew"/>.</summary>
    public static SysResult MakeDirectory(Fd directory, ReadOnlySpan<byte> name, uint permissions) =>
        Call(directory, name, permissions, static (at, path, mode) => Libc.mkdirat(at, path, (mode_t)mode));

    /// <summary>mkdir(2), relative to the working directory.</summary>
    [SkipLocalsInit]
    public static SysResult MakeDirectory(ReadOnlySpan<byte> path, uint permissions)
    {
        Unsafe.SkipInit(out CString name);
        return name.TrySet(path, out var errno)
            ? SysResult.From(Libc.mkdirat(Libc.AT_FDCWD, name.Pointer, (mode_t)permissions))
            : SysResult.Failure(errno);
    }

    /// <summary>A directory with those above it, mode 0755, as far as they are not there.</summary>
    /// <exception cref="LinuxException"/>
    public static void MakeDirectories(BytePath path)
    {
        for (var end = 0; end < path.Bytes.Length; )
        {
            var next = path.Bytes[(end + 1)..].IndexOf((byte)'/');
            end = next < 0 ? path.Bytes.Length : end + 1 + next;
            var made = MakeDirectory(path.Bytes[..end], FilePermissions.Executable);
            if (!made.Is(Errno.EEXIST))
                made.OrThrow("mkdir", new BytePath(path.Bytes[..end]));
        }
    }

    /// <summary>A fifo or a device node (mknodat(2)).</summary>
    [SkipLocalsInit]
    public static SysResult MakeNode(Fd directory, ReadOnlySpan<byte> name, FileKind kind, uint permissions, DeviceNumber device)
    {
        Unsafe.SkipInit(out CString path);
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        return SysResult.From(Sys.mknodat(use.Number, path.Pointer, (uint)kind | permissions, device.Encoded));
    }

    /// <summary>symlinkat(2). <paramref name="target"/> is kept as it is, up to 4095 bytes.</summary>
    public static SysResult MakeSymbolicLink(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target) =>
        Call(directory, name, directory, target, static (at, path, _, text) => Libc.symlinkat(text, at, path));

    /// <summary>A second name for an inode, for a symbolic link itself too (linkat(2)).</summary>
    public static SysResult MakeHardLink(Fd directory, ReadOnlySpan<byte> name, Fd targetDirectory, ReadOnlySpan<byte> target) =>
        Call(directory, name, targetDirectory, target, static (at, path, from, there) => Libc.linkat(from, there, at, path, 0));

    /// <inheritdoc cref="MakeHardLink(Fd, ReadOnlySpan{byte}, Fd, ReadOnlySpan{byte})"/>
    [SkipLocalsInit]
    public static SysResult MakeHardLink(ReadOnlySpan<byte> existing, ReadOnlySpan<byte> path)
    {
        Unsafe.SkipInit(out CString from);
        Unsafe.SkipInit(out CString name);
        return from.TrySet(existing, out var errno) && name.TrySet(path, out errno)
            ? SysResult.From(Libc.linkat(Libc.AT_FDCWD, from.Pointer, Libc.AT_FDCWD, name.Pointer, 0))
            : SysResult.Failure(errno);
    }

    /// <summary>Removes a name that is no directory (EISDIR).</summary>
    public static SysResult Unlink(Fd directory, ReadOnlySpan<byte> name) =>
        Call(directory, name, 0, static (at, path, _) => Libc.unlinkat(at, path, 0));

    /// <summary>Removes an empty directory (ENOTEMPTY).</summary>
    public static SysResult RemoveDirectory(Fd directory, ReadOnlySpan<byte> name) =>
        Call(directory, name, 0, static (at, path, _) => Libc.unlinkat(at, path, Libc.AT_REMOVEDIR));

    /// <summary>Removes a name with all that is below it; nothing when it is not there. Symbolic links are not
    /// followed.</summary>
    /// <param name="path">The name in messages.</param>
    /// <exception cref="LinuxException">What is left is not removed.</exception>
    public static void RemoveTree(Fd directory, ReadOnlySpan<byte> name, BytePath path)
    {
        var removed = Unlink(directory, name);
        if (removed.IsSuccess || removed.Is(Errno.ENOENT))
            return;
        TryOpenDirectoryQuietly(directory, name, out var inner).OrThrow("open", path);
        using (inner)
        {
            var entries = new DirectoryEntries();
            while (entries.Fill(inner).OrThrow("read directory", path) > 0)
            while (entries.TryNext(out var entry))
                RemoveTree(inner, entry.Name, path.Join(entry.Name));
        }
        RemoveDirectory(directory, name).OrThrow("rmdir", path);
    }

    /// <summary>The target of a symbolic link; a value as long as the buffer may be cut.</summary>
    [SkipLocalsInit]
    public static SysResult ReadSymbolicLink(Fd directory, ReadOnlySpan<byte> name, Span<byte> target)
    {
        Unsafe.SkipInit(out CString path);
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        fixed (byte* start = target)
            return SysResult.From(Libc.readlinkat(use.Number, path.Pointer, start, target.Length));
    }

    [SkipLocalsInit]
    private static SysResult Call(Fd directory, ReadOnlySpan<byte> name, uint argument, OneName call)
    {
        Unsafe.SkipInit(out CString path);
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        return SysResult.From(call(use.Number, path.Pointer, argument));
    }

    [SkipLocalsInit]
    private static SysResult Call(
        Fd directory,
        ReadOnlySpan<byte> name,
        Fd otherDirectory,
        ReadOnlySpan<byte> other,
        TwoNames call
    )
    {
        Unsafe.SkipInit(out CString path);
        Unsafe.SkipInit(out CString otherPath);
        if (!path.TrySet(name, out var errno) || !otherPath.TrySet(other, out errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        using var otherUse = otherDirectory.Use();
        return SysResult.From(call(use.Number, path.Pointer, otherUse.Number, otherPath.Pointer));
    }
}
