using System;
using System.Text;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class AttributesTests : IDisposable
{
    private readonly WorkDirectory _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(-1, 999_999_999)]
    [InlineData(0, 0)]
    [InlineData(1_000_000_000, 123_456_789)]
    [InlineData(5_000_000_000, 1)]
    public void A_time_keeps_its_nanoseconds_before_1970_and_after_2038(long seconds, int nanoseconds)
    {
        using var file = _work.Create("file"u8);
        var time = new UnixTime(seconds, nanoseconds);

        Files.SetTimes(file, time, new UnixTime(7, 7)).OrThrow("futimens", "");

        Assert.Equal((time, new UnixTime(7, 7)), (_work.StatusOf("file"u8).Modified, _work.StatusOf("file"u8).Accessed));
    }

    [Fact]
    public void The_times_of_a_link_are_its_own_and_one_of_them_can_stay()
    {
        Files.MakeSymbolicLink(_work.Fd, "link"u8, "file"u8).OrThrow("symlink", "");
        Files.SetTimes(_work.Fd, "link"u8, new UnixTime(1, 1), new UnixTime(2, 2)).OrThrow("utimensat", "");

        Files.SetTimes(_work.Fd, "link"u8, new UnixTime(3, 3), accessed: null).OrThrow("utimensat", "");

        var status = _work.StatusOf("link"u8);
        Assert.Equal((new UnixTime(3, 3), new UnixTime(2, 2)), (status.Modified, status.Accessed));
        Assert.Equal(Errno.ENOENT, Files.SetTimes(_work.Fd, "none"u8, default, null).Errno);
    }

    [Fact]
    public void Permissions_have_twelve_bits()
    {
        using var file = _work.Create("file"u8);

        Files.ChangePermissions(file, 0xfff).OrThrow("fchmod", "");
        Assert.Equal(0xfffu, _work.StatusOf("file"u8).Permissions);

        Files.TryOpenEntry(_work.Fd, "file"u8, out var entry).OrThrow("open", "");
        using (entry)
        {
            Assert.Equal(Errno.EBADF, Files.ChangePermissions(entry, FilePermissions.Private).Errno);
            Files.ChangeEntryPermissions(entry, FilePermissions.Private).OrThrow("chmod", "");
        }
        Assert.Equal(0x180u, _work.StatusOf("file"u8).Permissions);
    }

    [Fact]
    public void An_owner_is_changed_where_we_may_and_EPERM_where_we_may_not()
    {
        using var file = _work.Create("file"u8);

        var changed = Files.ChangeOwner(file, 3_000_000_000, 4_000_000_000);

        Assert.Equal(Environment.IsPrivilegedProcess ? Errno.OK : Errno.EPERM, changed.Errno);
        Assert.Equal(changed.IsSuccess ? 3_000_000_000 : Identity.User, _work.StatusOf("file"u8).Owner);
        Assert.Equal(changed.IsSuccess ? 4_000_000_000 : Identity.Group, _work.StatusOf("file"u8).Group);
        Assert.Equal(Errno.ENOENT, Files.ChangeOwner(_work.Fd, "none"u8, 1, 1).Errno);
    }

    [Fact]
    public void A_status_tells_size_holes_and_file_system()
    {
        using var file = _work.Create("sparse"u8);
        Files.SetLength(file, 1L << 40).OrThrow("ftruncate", "");

        var status = FileStatus.Get(file, BytePath.FromText("sparse"));

        Assert.Equal(1L << 40, status.Size);
        Assert.Equal(0, status.Allocated);
        Assert.Equal(_work.StatusOf("sparse"u8).Device, status.Device);
        Assert.Equal(Errno.ENOENT, FileStatus.TryGet(_work.Fd, "none"u8, out _).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, FileStatus.TryGet(_work.Fd, new byte[5000], out _).Errno);
    }

    [Fact]
    public void A_mount_point_is_known_as_one()
    {
        using var root = Files.OpenDirectory(BytePath.FromText("/"));

        Assert.True(FileStatus.TryGet(root, "proc"u8, out var proc).IsSuccess);
        Assert.Equal(proc.KnowsMountRoot, proc.IsMountRoot);
        Assert.False(_work.StatusOf("."u8).IsMountRoot);
    }

    [Fact]
    public void Data_and_holes_are_found()
    {
        using var created = _work.Create("sparse"u8);
        Files.WriteAllAt(created, "data"u8, 1 << 20).OrThrow("pwrite", "");
        Files.SetLength(created, 2 << 20).OrThrow("ftruncate", "");
        using var file = Files.OpenRead(_work.PathOf("sparse"));

        Assert.Equal(1 << 20, Files.SeekData(file, 0).Value);
        Assert.InRange(Files.SeekHole(file, 1 << 20).Value, (1 << 20) + 4, 2 << 20);
        Assert.Equal(Errno.ENXIO, Files.SeekData(file, (2 << 20) - 1).Errno);
    }

    [Fact]
    public void Extended_attributes_are_set_listed_read_and_removed()
    {
        using var file = _work.Create("file"u8);
        var buffer = new byte[256];

        Xattrs.Set(file, "user.ka"u8, [0, 0xff]).OrThrow("fsetxattr", "");

        var listed = Encoding.ASCII.GetString(buffer, 0, (int)Xattrs.List(file, buffer).OrThrow("flistxattr", ""));
        Assert.Contains("user.ka\0", listed, StringComparison.Ordinal);
        Assert.Equal([0, 0xff], buffer[..(int)Xattrs.Get(file, "user.ka"u8, buffer).OrThrow("fgetxattr", "")]);
        Assert.Equal(2, Xattrs.Get(_work.Fd, "file"u8, "user.ka"u8, buffer).Value);
        Assert.True(Xattrs.List(_work.Fd, "file"u8, buffer).Value > 0);
        Xattrs.Remove(file, "user.ka"u8).OrThrow("fremovexattr", "");
        Assert.Equal(Errno.ENODATA, Xattrs.Get(file, "user.ka"u8, buffer).Errno);
        Assert.Equal(Errno.ENODATA, Xattrs.Remove(file, "user.ka"u8).Errno);
    }

    [Fact]
    public void An_attribute_that_does_not_fit_is_ERANGE_and_one_of_no_known_kind_EOPNOTSUPP()
    {
        using var file = _work.Create("file"u8);
        Xattrs.Set(file, "user.ka"u8, new byte[100]).OrThrow("fsetxattr", "");

        Assert.Equal(Errno.ERANGE, Xattrs.Get(file, "user.ka"u8, new byte[10]).Errno);
        Assert.Equal(Errno.ERANGE, Xattrs.List(file, new byte[3]).Errno);
        Assert.Equal(Errno.EOPNOTSUPP, Xattrs.Set(file, "ka.ka"u8, "x"u8).Errno);
        Assert.Equal(Errno.EOPNOTSUPP, Xattrs.Set(_work.Fd, "file"u8, "ka.ka"u8, "x"u8).Errno);
    }

    [Fact]
    public void A_file_and_its_file_system_are_synced_and_a_device_that_cannot_be_counts_as_synced()
    {
        using var file = _work.Create("file"u8, "x");
        Assert.True(Files.Sync(file).IsSuccess);
        Assert.True(FileSystems.Sync(_work.Fd).IsSuccess);

        Assert.True(Files.TryOpenWrite("/dev/null"u8, out var device).IsSuccess);
        using (device)
            Assert.True(Files.Sync(device).IsSuccess);
        Assert.Equal(Errno.EISDIR, Files.TryOpenWrite(BytePath.FromText(_work.Path), out _).Errno);
    }
}
