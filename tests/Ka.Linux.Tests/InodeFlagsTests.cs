using System;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>Flags of inodes on the file system of the work directory; the lab has those of others.</summary>
public sealed class InodeFlagsTests : IDisposable
{
    private readonly WorkDirectory _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_flag_is_set_besides_the_others_and_read_again()
    {
        using var file = _work.Create("file"u8);
        var support = InodeFlagSupport.Of(file);
        if (!support.HasFlags)
            return;
        var before = Read(file, support);
        InodeFlags.TryAdd(file, InodeFlag.NoDump).OrThrow("FS_IOC_SETFLAGS", "");
        Assert.Equal(before with { Set = before.Set | InodeFlag.NoDump }, Read(file, support));
    }

    [Fact]
    public void A_file_system_without_flags_says_so_and_its_files_have_none()
    {
        using var file = Files.OpenRead(BytePath.FromText("/proc/version"));
        var support = InodeFlagSupport.Of(file);
        Assert.Equal(default, support);
        Assert.True(Read(file, support).IsEmpty);
        Assert.Equal(Errno.ENOTTY, InodeFlags.TryAdd(file, InodeFlag.NoDump).Errno);
        Assert.Equal(Errno.ENOTTY, InodeFlags.TrySetProject(file, 1).Errno);
        Assert.Equal(Errno.ENOTTY, InodeFlags.TryAdd(file, InodeFlag.ReadOnlySubvolume).Errno);
    }

    [Fact] // The kernel at hand may have neither, so the number of its type stands for it.
    public void Fat_and_exfat_have_no_attributes_of_their_own()
    {
        using var file = _work.Create("file"u8);
        Assert.True(FileSystems.HasAttributes(file));
        Assert.False(FileSystems.HasAttributes(Sys.MSDOS_SUPER_MAGIC));
        Assert.False(FileSystems.HasAttributes(Sys.EXFAT_SUPER_MAGIC));
    }

    [Fact]
    public void Flags_of_two_calls_are_not_set_together()
    {
        using var file = _work.Create("file"u8);
        Assert.Equal(Errno.EINVAL, InodeFlags.TryAdd(file, InodeFlag.ReadOnlySubvolume | InodeFlag.NoDump).Errno);
    }

    private static InodeFlags Read(Fd file, InodeFlagSupport support)
    {
        InodeFlags
            .TryGet(file, FileStatus.Get(file, new BytePath("file"u8)), support, out var flags)
            .OrThrow("FS_IOC_GETFLAGS", "");
        return flags;
    }
}
