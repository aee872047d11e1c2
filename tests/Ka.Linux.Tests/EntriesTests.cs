using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Ka.TestRunner;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class EntriesTests : IDisposable
{
    private const uint Rwx = FilePermissions.PrivateExecutable;

    private readonly WorkDirectory _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_name_of_any_bytes_is_made_listed_and_removed()
    {
        byte[] name = [0xff, (byte)'\n', 0x80, (byte)' '];
        _work.Create(name).Dispose();

        Assert.Equal(name, Assert.Single(List(_work.Fd)));
        Assert.True(Files.Unlink(_work.Fd, name).IsSuccess);
        Assert.Empty(List(_work.Fd));
    }

    [Fact]
    public void A_directory_larger_than_the_buffer_is_listed_whole()
    {
        for (var i = 0; i < 200; i++)
            _work.Create(Encoding.ASCII.GetBytes($"entry-{i}")).Dispose();

        Assert.Equal(200, new HashSet<string>(List(_work.Fd, bufferSize: 512).ConvertAll(Encoding.ASCII.GetString)).Count);
    }

    [Fact]
    public void Listing_what_is_no_directory_is_ENOTDIR()
    {
        using var file = Files.OpenRead(BytePath.FromText("/dev/null"));

        Assert.Equal(Errno.ENOTDIR, new DirectoryEntries().Fill(file).Errno);
    }

    [Fact]
    public void Each_kind_of_entry_is_made_as_what_it_is()
    {
        Files.MakeDirectory(_work.Fd, "directory"u8, Rwx).OrThrow("mkdir", "");
        Files.MakeSymbolicLink(_work.Fd, "link"u8, "no/such"u8).OrThrow("symlink", "");
        Files.MakeNode(_work.Fd, "fifo"u8, FileKind.Fifo, Rwx, default).OrThrow("mknod", "");
        _work.Create("file"u8).Dispose();

        Assert.Equal(FileKind.Directory, _work.StatusOf("directory"u8).Kind);
        Assert.Equal(FileKind.SymbolicLink, _work.StatusOf("link"u8).Kind);
        Assert.Equal(FileKind.Fifo, _work.StatusOf("fifo"u8).Kind);
        Assert.Equal(FileKind.Regular, _work.StatusOf("file"u8).Kind);
    }

    [Needs(Need.Root)]
    public void A_device_number_survives_with_all_its_bits()
    {
        var device = new DeviceNumber(0xabc, 0xfedcb);

        Files.MakeNode(_work.Fd, "device"u8, FileKind.CharacterDevice, Rwx, device).OrThrow("mknod", "");

        Assert.Equal(device, _work.StatusOf("device"u8).NodeDevice);
    }

    [Fact]
    public void What_is_there_is_not_made_again()
    {
        _work.Create("taken"u8).Dispose();

        Assert.Equal(Errno.EEXIST, Files.MakeDirectory(_work.Fd, "taken"u8, Rwx).Errno);
        Assert.Equal(Errno.EEXIST, Files.MakeSymbolicLink(_work.Fd, "taken"u8, "x"u8).Errno);
        Assert.Equal(Errno.EEXIST, Files.MakeNode(_work.Fd, "taken"u8, FileKind.Fifo, Rwx, default).Errno);
        Assert.Equal(Errno.EEXIST, Files.TryCreateNew(_work.Fd, "taken"u8, Rwx, out _).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => Files.CreateNew(_work.PathOf("taken"), Rwx)).Errno);
    }

    [Fact]
    public void A_new_file_does_not_follow_a_dangling_link()
    {
        Files.MakeSymbolicLink(_work.Fd, "link"u8, "elsewhere"u8).OrThrow("symlink", "");

        Assert.Equal(Errno.EEXIST, Files.TryCreateNew(_work.Fd, "link"u8, Rwx, out _).Errno);
        Assert.False(File.Exists(Path.Combine(_work.Path, "elsewhere")));
    }

    [Fact]
    public void A_hard_link_is_a_second_name_of_one_inode()
    {
        _work.Create("first"u8).Dispose();

        Assert.True(Files.MakeHardLink(_work.Fd, "second"u8, _work.Fd, "first"u8).IsSuccess);
        Assert.Equal(_work.StatusOf("first"u8).Inode, _work.StatusOf("second"u8).Inode);
        Assert.Equal(2u, _work.StatusOf("first"u8).Links);
        Assert.Equal(Errno.ENOENT, Files.MakeHardLink(_work.Fd, "third"u8, _work.Fd, "none"u8).Errno);
    }

    [Fact]
    public void A_symbolic_link_is_read_as_it_was_written()
    {
        byte[] target = [.. "../"u8, 0xff];
        Files.MakeSymbolicLink(_work.Fd, "link"u8, target).OrThrow("symlink", "");
        var buffer = new byte[64];

        var length = (int)Files.ReadSymbolicLink(_work.Fd, "link"u8, buffer).OrThrow("readlink", "");

        Assert.Equal(target, buffer[..length]);
        _work.Create("file"u8).Dispose();
        Assert.Equal(Errno.EINVAL, Files.ReadSymbolicLink(_work.Fd, "file"u8, buffer).Errno);
    }

    [Fact]
    public void A_directory_is_removed_only_when_it_is_empty()
    {
        Files.MakeDirectory(_work.PathOf("directory"), Rwx).OrThrow("mkdir", "");
        Directory.CreateDirectory(Path.Combine(_work.Path, "directory", "inner"));

        Assert.Equal(Errno.EISDIR, Files.Unlink(_work.Fd, "directory"u8).Errno);
        Assert.Equal(Errno.ENOTEMPTY, Files.RemoveDirectory(_work.Fd, "directory"u8).Errno);
        Directory.Delete(Path.Combine(_work.Path, "directory", "inner"));
        Assert.True(Files.RemoveDirectory(_work.Fd, "directory"u8).IsSuccess);
    }

    [Fact]
    public void Renaming_replaces_in_one_step_and_removing_removes()
    {
        _work.Create("new"u8, "new").Dispose();
        _work.Create("old"u8, "old").Dispose();

        Assert.True(Files.Rename(_work.PathOf("new"), _work.PathOf("old")).IsSuccess);
        Assert.Equal("new", File.ReadAllText(Path.Combine(_work.Path, "old")));
        Assert.True(Files.Remove(_work.PathOf("old")).IsSuccess);
        Assert.Equal(Errno.ENOENT, Files.Remove(_work.PathOf("old")).Errno);
        Assert.Equal(Errno.ENOENT, Files.Rename(_work.PathOf("old"), _work.PathOf("new")).Errno);
    }

    [Theory]
    [InlineData("..", Errno.EXDEV)]
    [InlineData("inner/../..", Errno.EXDEV)]
    [InlineData("/tmp", Errno.EXDEV)]
    [InlineData("out", Errno.ENOTDIR)]
    [InlineData("out/tmp", Errno.ELOOP)]
    [InlineData("none", Errno.ENOENT)]
    [InlineData("file", Errno.ENOTDIR)]
    public void There_is_no_way_out_of_a_root(string path, Errno expected)
    {
        Files.MakeDirectory(_work.Fd, "inner"u8, Rwx).OrThrow("mkdir", "");
        Files.MakeSymbolicLink(_work.Fd, "out"u8, "/"u8).OrThrow("symlink", "");
        _work.Create("file"u8).Dispose();

        var result = Files.TryOpenDirectoryBeneath(_work.Fd, Encoding.ASCII.GetBytes(path), out var directory);

        Assert.Equal(expected, result.Errno);
        Assert.True(directory.IsInvalid);
    }

    [Fact]
    public void A_directory_beneath_a_root_opens()
    {
        Directory.CreateDirectory(Path.Combine(_work.Path, "a", "b"));

        Assert.True(Files.TryOpenDirectoryBeneath(_work.Fd, "a/b"u8, out var directory).IsSuccess);
        directory.Dispose();
    }

    [Fact]
    public void Opening_quietly_neither_follows_nor_waits_nor_leaves_a_trace()
    {
        Files.MakeSymbolicLink(_work.Fd, "link"u8, "file"u8).OrThrow("symlink", "");
        Files.MakeNode(_work.Fd, "fifo"u8, FileKind.Fifo, Rwx, default).OrThrow("mknod", "");
        using (var created = _work.Create("file"u8, "x"))
            Files.SetTimes(created, new UnixTime(5, 0), new UnixTime(1, 0)).OrThrow("futimens", "");

        Assert.Equal(Errno.ELOOP, Files.TryOpenQuietly(_work.Fd, "link"u8, out _).Errno);
        Assert.Equal(Errno.ENOTDIR, Files.TryOpenDirectoryQuietly(_work.Fd, "file"u8, out _).Errno);
        Assert.True(Files.TryOpenQuietly(_work.Fd, "fifo"u8, out var fifo).IsSuccess);
        fifo.Dispose();
        Assert.True(Files.TryOpenQuietly(_work.Fd, "file"u8, out var file).IsSuccess);
        file.Read(new byte[1]).OrThrow("read", "");
        file.Dispose();
        Assert.Equal(new UnixTime(1, 0), _work.StatusOf("file"u8).Accessed);
    }

    private static List<byte[]> List(Fd directory, int bufferSize = 1 << 16)
    {
        Files.SeekTo(directory, 0).OrThrow("lseek", "");
        var entries = new DirectoryEntries(bufferSize);
        var names = new List<byte[]>();
        while (entries.Fill(directory).OrThrow("getdents64", "") > 0)
        while (entries.TryNext(out var entry))
            names.Add(entry.Name.ToArray());
        return names;
    }
}
