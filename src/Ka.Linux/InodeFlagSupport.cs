namespace Ka.Linux;

/// <summary>Which calls tell what of the inodes of a file system, so that each inode is asked no more than that.</summary>
/// <param name="HasFlags">FS_IOC_GETFLAGS.</param>
/// <param name="HasProjects">FS_IOC_FSGETXATTR.</param>
/// <param name="HasSubvolumes">Subvolumes of btrfs.</param>
public readonly record struct InodeFlagSupport(bool HasFlags, bool HasProjects, bool HasSubvolumes)
{
    /// <summary>Asks a directory or file, which stands for its whole file system.</summary>
    public static unsafe InodeFlagSupport Of(Fd file)
    {
        using var use = file.Use();
        ulong flags = 0;
        Sys.fsxattr attributes = default;
        Sys.statfs found = default;
        var isBtrfs = SysResult.From(Sys.fstatfs(use.Number, &found)).IsSuccess && found.f_type == Sys.BTRFS_SUPER_MAGIC;
        return new InodeFlagSupport(
            SysResult.From(Libc.ioctl(use.Number, Sys.FS_IOC_GETFLAGS, &flags)).IsSuccess,
            !isBtrfs && SysResult.From(Libc.ioctl(use.Number, Sys.FS_IOC_FSGETXATTR, &attributes)).IsSuccess,
            isBtrfs
        );
    }
}
