using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>The result of statx(2) for one inode.</summary>
public readonly struct FileStatus
{
    private FileStatus(in statx raw)
    {
        Kind = (FileKind)(ushort)(raw.stx_mode & Libc.S_IFMT);
        Permissions = raw.stx_mode & FilePermissions.Mask;
        Links = raw.stx_nlink;
        Owner = raw.stx_uid;
        Group = raw.stx_gid;
        Inode = raw.stx_ino;
        Size = (long)raw.stx_size;
        Allocated = (long)raw.stx_blocks * 512;
        Accessed = Time(raw.stx_atime);
        Modified = Time(raw.stx_mtime);
        // Without a birth time the change time, which a new inode does not share with an old one either.
        Born = Time((raw.stx_mask & Libc.STATX_BTIME) != 0 ? raw.stx_btime : raw.stx_ctime);
        Device = new DeviceNumber(raw.stx_dev_major, raw.stx_dev_minor);
        NodeDevice = new DeviceNumber(raw.stx_rdev_major, raw.stx_rdev_minor);
        KnowsMountRoot = (raw.stx_attributes_mask & Sys.STATX_ATTR_MOUNT_ROOT) != 0;
        IsMountRoot = (raw.stx_attributes & Sys.STATX_ATTR_MOUNT_ROOT) != 0;
    }

    public FileKind Kind { get; private init; }

    /// <summary>The twelve bits of chmod(2), setuid, setgid and sticky among them.</summary>
    public uint Permissions { get; private init; }

    public uint Links { get; private init; }

    public uint Owner { get; }

    public uint Group { get; }

    public ulong Inode { get; }

    /// <summary>Bytes, holes included.</summary>
    public long Size { get; }

    /// <summary>Bytes on the disk.</summary>
    public long Allocated { get; }

    public UnixTime Accessed { get; }

    public UnixTime Modified { get; }

    /// <summary>The time at which the inode was made; its last change where the file system keeps no birth time. With
    /// <see cref="Device"/> and <see cref="Inode"/> it tells an inode from a later one with the same number.</summary>
    public UnixTime Born { get; }

    /// <summary>The file system it is on.</summary>
    public DeviceNumber Device { get; }

    /// <summary>The device that a device node stands for.</summary>
    public DeviceNumber NodeDevice { get; }

    /// <summary>The kernel (5.8 and later) tells mount points.</summary>
    public bool KnowsMountRoot { get; private init; }

    /// <summary>Another file system, or another part of this one, is mounted here.</summary>
    public bool IsMountRoot { get; private init; }

    /// <summary>Reads the status of an open file, an O_PATH descriptor included.</summary>
    public static SysResult TryGet(Fd file, out FileStatus status) => TryGet(file, ""u8, Libc.AT_EMPTY_PATH, out status);

    /// <summary>Reads the status of the entry itself, a symbolic link included; no automount is triggered.</summary>
    public static SysResult TryGet(Fd directory, ReadOnlySpan<byte> name, out FileStatus status) =>
        TryGet(directory, name, Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT, out status);

    /// <summary>As <see cref="TryGet(Fd, ReadOnlySpan{byte}, out FileStatus)"/> from what the kernel has at hand: a
    /// mounted network file system whose server is away does not hold it up.</summary>
    public static SysResult TryGetCached(Fd directory, ReadOnlySpan<byte> name, out FileStatus status) =>
        TryGet(directory, name, Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT | Sys.AT_STATX_DONT_SYNC, out status);

    /// <summary>Of a mount point that may not be looked into, as a user's FUSE file system may not by root: the directory below
    /// it is hidden, and is shown as one of its parent's owner. Only the kernel is asked (Linux 5.10).</summary>
    /// <returns>A failure when it is no mount point, or the kernel does not tell.</returns>
    public static SysResult TryGetMountPoint(Fd directory, ReadOnlySpan<byte> name, out FileStatus status)
    {
        var flags = Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT | Sys.AT_STATX_DONT_SYNC;
        var found = TryGet(directory, name, flags, 0, out status);
        if (found.IsSuccess && !status.IsMountRoot)
            return SysResult.Failure(Errno.EINVAL);
        if (found.IsSuccess)
            found = TryGet(directory, out status);
        status = status with
        {
            Permissions = 0x1ed, // rwxr-xr-x
            Links = 2,
            KnowsMountRoot = true,
            IsMountRoot = true,
        };
        return found;
    }

    /// <exception cref="LinuxException"/>
    public static FileStatus Get(Fd file, BytePath name)
    {
        TryGet(file, out var status).OrThrow("statx", name);
        return status;
    }

    private static SysResult TryGet(Fd directory, ReadOnlySpan<byte> name, int flags, out FileStatus status) =>
        TryGet(directory, name, flags, Libc.STATX_BASIC_STATS | Libc.STATX_BTIME, out status);

    [SkipLocalsInit]
    private static unsafe SysResult TryGet(Fd directory, ReadOnlySpan<byte> name, int flags, uint fields, out FileStatus status)
    {
        Unsafe.SkipInit(out CString path);
        status = default;
        if (!path.TrySet(name, out var errno))
            return SysResult.Failure(errno);
        using var use = directory.Use();
        statx raw;
        var result = SysResult.From(Libc.statx(use.Number, path.Pointer, flags, fields, &raw));
        if (result.IsSuccess)
            status = new FileStatus(raw);
        return result;
    }

    private static UnixTime Time(in statx_timestamp time) => new(time.tv_sec, (int)time.tv_nsec);
}
