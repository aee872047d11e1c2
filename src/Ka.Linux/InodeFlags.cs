namespace Ka.Linux;

/// <summary>What a file or directory has besides its status and its extended attributes.</summary>
/// <param name="Set">The flags that are set.</param>
/// <param name="Project">The number by which quotas of projects count it; 0: none.</param>
public readonly unsafe record struct InodeFlags(InodeFlag Set, uint Project)
{
    private static readonly (uint Attribute, InodeFlag Flag)[] s_flags =
    [
        (Sys.FS_XFLAG_IMMUTABLE, InodeFlag.Immutable),
        (Sys.FS_XFLAG_APPEND, InodeFlag.AppendOnly),
        (Sys.FS_XFLAG_SYNC, InodeFlag.Synchronous),
        (Sys.FS_XFLAG_NOATIME, InodeFlag.NoAccessTime),
        (Sys.FS_XFLAG_NODUMP, InodeFlag.NoDump),
        (Sys.FS_XFLAG_PROJINHERIT, InodeFlag.InheritsProject),
        (Sys.FS_XFLAG_DAX, InodeFlag.DirectAccess),
    ];

    /// <summary>There is nothing to keep.</summary>
    public bool IsEmpty => Set == InodeFlag.None && Project == 0;

    /// <summary>The flags of an open file or directory; empty where there are no flags.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="support">That of its file system.</param>
    public static SysResult TryGet(Fd file, in FileStatus status, InodeFlagSupport support, out InodeFlags flags)
    {
        flags = default;
        using var use = file.Use();
        ulong set = 0;
        Sys.fsxattr attributes = default;
        var result = SysResult.Success(0);
        if (support.HasFlags)
            result = Call(use.Number, Sys.FS_IOC_GETFLAGS, &set);
        if (support.HasProjects && result.IsSuccess)
            result = Call(use.Number, Sys.FS_IOC_FSGETXATTR, &attributes);
        // Of the layers of an overlay only some may have flags.
        if (!result.IsSuccess && !result.Is(Errno.ENOTTY) && !result.Is(Errno.EOPNOTSUPP))
            return result;
        var found = support.HasFlagsWithProjects ? FlagsOf(attributes.fsx_xflags) : (InodeFlag)(uint)set;
        if (support.HasSubvolumes && status.Inode == Sys.BTRFS_FIRST_FREE_OBJECTID && IsReadOnlySubvolume(use.Number))
            found |= InodeFlag.ReadOnlySubvolume;
        flags = new InodeFlags(found, attributes.fsx_projid);
        return SysResult.Success(0);
    }

    /// <summary>Sets flags besides those that are set.</summary>
    /// <returns>Why not all are set: EOPNOTSUPP, ENOTTY or EINVAL where the file system has not all of them, EPERM.</returns>
    public static SysResult TryAdd(Fd file, InodeFlag flags)
    {
        using var use = file.Use();
        return flags == InodeFlag.ReadOnlySubvolume ? MakeSubvolumeReadOnly(use.Number)
            : flags > (InodeFlag)uint.MaxValue ? SysResult.Failure(Errno.EINVAL)
            : Add(use.Number, (uint)flags);
    }

    /// <summary>The flags of an open file or directory alone.</summary>
    /// <returns>ENOTTY, EOPNOTSUPP where there are no flags.</returns>
    public static SysResult TryGetSet(Fd file, out InodeFlag flags)
    {
        using var use = file.Use();
        ulong set = 0;
        var result = Call(use.Number, Sys.FS_IOC_GETFLAGS, &set);
        flags = (InodeFlag)(uint)set;
        return result;
    }

    /// <summary>Takes flags away; the others stay.</summary>
    /// <returns>EPERM among others.</returns>
    public static SysResult TryRemove(Fd file, InodeFlag flags)
    {
        using var use = file.Use();
        ulong set = 0;
        var result = Call(use.Number, Sys.FS_IOC_GETFLAGS, &set);
        set = (uint)set & ~(uint)flags;
        return result.IsSuccess ? Call(use.Number, Sys.FS_IOC_SETFLAGS, &set) : result;
    }

    /// <summary>Gives a file or directory to a project.</summary>
    /// <returns>EOPNOTSUPP or ENOTTY on a file system without projects.</returns>
    public static SysResult TrySetProject(Fd file, uint project)
    {
        using var use = file.Use();
        Sys.fsxattr attributes = default;
        var result = Call(use.Number, Sys.FS_IOC_FSGETXATTR, &attributes);
        if (!result.IsSuccess)
            return result;
        attributes.fsx_projid = project;
        result = Call(use.Number, Sys.FS_IOC_FSSETXATTR, &attributes);
        // btrfs takes the call and keeps no number.
        if (result.IsSuccess)
            result = Call(use.Number, Sys.FS_IOC_FSGETXATTR, &attributes);
        return result.IsSuccess && attributes.fsx_projid != project ? SysResult.Failure(Errno.EOPNOTSUPP) : result;
    }

    private static InodeFlag FlagsOf(uint attributes)
    {
        var flags = InodeFlag.None;
        foreach (var (attribute, flag) in s_flags)
            if ((attributes & attribute) != 0)
                flags |= flag;
        return flags;
    }

    private static SysResult Add(int file, uint flags)
    {
        ulong set = 0;
        var result = Call(file, Sys.FS_IOC_GETFLAGS, &set);
        set = (uint)set | flags;
        if (result.IsSuccess)
            result = Call(file, Sys.FS_IOC_SETFLAGS, &set);
        // ext4 takes some that it then does not keep.
        if (result.IsSuccess)
            result = Call(file, Sys.FS_IOC_GETFLAGS, &set);
        return result.IsSuccess && ((uint)set & flags) != flags ? SysResult.Failure(Errno.EOPNOTSUPP) : result;
    }

    private static bool IsReadOnlySubvolume(int directory)
    {
        ulong flags = 0;
        return Call(directory, Sys.BTRFS_IOC_SUBVOL_GETFLAGS, &flags).IsSuccess && (flags & Sys.BTRFS_SUBVOL_RDONLY) != 0;
    }

    private static SysResult MakeSubvolumeReadOnly(int directory)
    {
        ulong flags = 0;
        var result = Call(directory, Sys.BTRFS_IOC_SUBVOL_GETFLAGS, &flags);
        flags |= Sys.BTRFS_SUBVOL_RDONLY;
        return result.IsSuccess ? Call(directory, Sys.BTRFS_IOC_SUBVOL_SETFLAGS, &flags) : result;
    }

    private static SysResult Call(int file, int request, void* value) => SysResult.From(Libc.ioctl(file, request, value));
}
