using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Ka.Linux;

/// <summary>Which calls tell what of the inodes of a file system, so that each inode is asked no more than that.</summary>
/// <param name="HasFlags">FS_IOC_GETFLAGS tells the flags.</param>
/// <param name="HasProjects">FS_IOC_FSGETXATTR tells the project.</param>
/// <param name="HasSubvolumes">Subvolumes of btrfs.</param>
public readonly record struct InodeFlagSupport(bool HasFlags, bool HasProjects, bool HasSubvolumes)
{
    /// <summary>FS_IOC_FSGETXATTR tells the flags, too: XFS has no others than those.</summary>
    public bool HasFlagsWithProjects { get; init; }

    /// <summary>Asks a directory or file, which stands for its whole file system.</summary>
    public static unsafe InodeFlagSupport Of(Fd file)
    {
        using var use = file.Use();
        ulong flags = 0;
        Sys.fsxattr attributes = default;
        Sys.statfs found = default;
        var type = SysResult.From(Sys.fstatfs(use.Number, &found)).IsSuccess ? found.f_type : 0;
        var hasFlags = SysResult.From(Libc.ioctl(use.Number, Sys.FS_IOC_GETFLAGS, &flags)).IsSuccess;
        var hasProjects =
            type != Sys.BTRFS_SUPER_MAGIC
            && !(type == Sys.EXT4_SUPER_MAGIC && IsExtWithoutProjects(file))
            && SysResult.From(Libc.ioctl(use.Number, Sys.FS_IOC_FSGETXATTR, &attributes)).IsSuccess;
        var isXfs = type == Sys.XFS_SUPER_MAGIC && hasProjects;
        return new InodeFlagSupport(hasFlags && !isXfs, hasProjects, type == Sys.BTRFS_SUPER_MAGIC)
        {
            HasFlagsWithProjects = isXfs,
        };
    }

    /// <summary>The superblock says whether inodes have projects (s_feature_ro_compat, Documentation/filesystems/ext4); each of
    /// them would answer 0 otherwise.</summary>
    /// <returns>False also when that cannot be read.</returns>
    private static bool IsExtWithoutProjects(Fd file)
    {
        const int Superblock = 1024,
            ReadOnlyFeatures = 0x64,
            Project = 0x2000;
        var start = new byte[2 * Superblock];
        if (DeviceOf(file) is not { } path || !Files.TryOpenRead(path.Bytes, out var device).IsSuccess)
            return false;
        using (device)
            return device.Read(start) is { IsSuccess: true } read
                && read.Value == start.Length
                && (BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(Superblock + ReadOnlyFeatures)) & Project) == 0;
    }

    /// <summary>The block device of a file system, by the kernel's name for it; null: there is none.</summary>
    private static BytePath? DeviceOf(Fd file)
    {
        const string Key = "DEVNAME=";
        if (!FileStatus.TryGet(file, out var status).IsSuccess)
            return null;
        var (major, minor) = (status.Device.Major, status.Device.Minor);
        var uevent = string.Create(CultureInfo.InvariantCulture, $"/sys/dev/block/{major}:{minor}/uevent");
        if (!Files.TryReadAll(BytePath.FromText(uevent).Bytes, out var text).IsSuccess)
            return null;
        foreach (var line in SurrogateEscape.Decode(text).Split('\n'))
            if (line.StartsWith(Key, StringComparison.Ordinal))
                return BytePath.FromText("/dev/" + line[Key.Length..]);
        return null;
    }
}
