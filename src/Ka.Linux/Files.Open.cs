using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

public static unsafe partial class Files
{
    private static int ReadQuietly => Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY;

    /// <summary>Opens what is there for reading without leaving a trace: no symbolic link followed, no fifo waited for,
    /// access time kept where we may (O_NOATIME needs ownership).</summary>
    public static SysResult TryOpenQuietly(Fd directory, ReadOnlySpan<byte> name, out Fd file) =>
        TryOpenQuietly(directory, name, 0, out file);

    /// <inheritdoc cref="TryOpenQuietly(Fd, ReadOnlySpan{byte}, out Fd)"/>
    /// <remarks>ENOTDIR or ELOOP when it is no directory.</remarks>
    public static SysResult TryOpenDirectoryQuietly(Fd directory, ReadOnlySpan<byte> name, out Fd file) =>
        TryOpenQuietly(directory, name, Libc.O_DIRECTORY, out file);

    /// <summary>A directory by path, symbolic links followed.</summary>
    public static SysResult TryOpenDirectory(ReadOnlySpan<byte> path, out Fd directory) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_DIRECTORY, 0, out directory);

    /// <inheritdoc cref="TryOpenDirectory"/>
    /// <exception cref="LinuxException"/>
    public static Fd OpenDirectory(BytePath path)
    {
        TryOpenDirectory(path, out var directory).OrThrow("open", path);
        return directory;
    }

    /// <summary>A directory below <paramref name="root"/>; the kernel refuses every way out of it: "..", absolute names,
    /// symbolic links (ELOOP), links of /proc (openat2(2), Linux 5.6).</summary>
    [SkipLocalsInit]
    public static SysResult TryOpenDirectoryBeneath(Fd root, ReadOnlySpan<byte> path, out Fd directory)
    {
        Unsafe.SkipInit(out CString name);
        SysResult result;
        if (!name.TrySet(path, out var errno))
            result = SysResult.Failure(errno);
        else
            result = OpenBeneath(root, name.Pointer, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW);
        directory = new Fd(result.IsSuccess ? (int)result.Value : -1);
        return result;
    }

    /// <summary>Opens a block device that is not in use (open(2), O_EXCL): EBUSY when it is mounted, swapped to or part of
    /// another device, in any namespace.</summary>
    public static SysResult TryOpenUnused(ReadOnlySpan<byte> path, out Fd device) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_EXCL | Libc.O_NONBLOCK, 0, out device);

    /// <summary>The entry itself, whatever it is, unopened (O_PATH): for its status and its attributes.</summary>
    public static SysResult TryOpenEntry(Fd directory, ReadOnlySpan<byte> name, out Fd entry)
    {
        using var use = directory.Use();
        return OpenAt(use.Number, name, Libc.O_PATH | Libc.O_NOFOLLOW, 0, out entry);
    }

    /// <summary>A regular file that was not there before (EEXIST otherwise, symbolic links included), open for writing.</summary>
    /// <param name="permissions">Lessened by the umask or the directory's default ACL.</param>
    public static SysResult TryCreateNew(Fd directory, ReadOnlySpan<byte> name, uint permissions, out Fd file)
    {
        using var use = directory.Use();
        return OpenAt(use.Number, name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, permissions, out file);
    }

    private static SysResult TryOpenQuietly(Fd directory, ReadOnlySpan<byte> name, int flags, out Fd file)
    {
        using var use = directory.Use();
        var result = OpenAt(use.Number, name, ReadQuietly | Libc.O_NOATIME | flags, 0, out file);
        return result.Is(Errno.EPERM) ? OpenAt(use.Number, name, ReadQuietly | flags, 0, out file) : result;
    }

    private static SysResult OpenBeneath(Fd root, byte* path, int flags)
    {
        using var use = root.Use();
        var how = new open_how
        {
            flags = (ulong)(flags | Libc.O_CLOEXEC),
            resolve = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS,
        };
        SysResult result;
        do result = SysResult.From((ssize_t)Libc.syscall(Sys.SYS_openat2, use.Number, path, &how, sizeof(open_how)));
        while (result.Is(Errno.EINTR) || result.Is(Errno.EAGAIN));
        return result;
    }
}
