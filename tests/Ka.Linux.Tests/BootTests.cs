using System;
using System.IO;
using System.Text;
using Ka.TestRunner;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>What PID 1 and a booting machine ask of the kernel: each wrapper on success and on its errno.</summary>
public sealed class BootTests
{
    private static readonly BytePath s_nowhere = BytePath.FromText("/no/such/place");

    [Needs(Need.Root)]
    public void A_file_system_is_mounted_moved_and_detached()
    {
        using var directory = new WorkDirectory();
        Assert.True(Files.MakeDirectory(directory.PathOf("one"), FilePermissions.Executable).IsSuccess);
        Assert.True(Files.MakeDirectory(directory.PathOf("two"), FilePermissions.Executable).IsSuccess);
        // Moving wants a parent that shares its mounts with nobody: a mount of our own.
        Assert.True(
            Mounts
                .Mount("tmpfs"u8, directory.PathOf("one"), "tmpfs"u8, MountFlags.NoSuid | MountFlags.NoExec, "size=1m"u8)
                .IsSuccess
        );
        try
        {
            Assert.Contains(
                $"{directory.PathOf("one")} tmpfs rw,nosuid,noexec",
                File.ReadAllText("/proc/mounts"),
                StringComparison.Ordinal
            );
            Assert.True(Mounts.Move(directory.PathOf("one"), s_nowhere).Is(Errno.ENOENT));
            using var top = Files.OpenDirectory(directory.PathOf("one"));
            Assert.True(FileSystems.IsInMemory(top));
        }
        finally
        {
            Assert.True(Mounts.Detach(directory.PathOf("one")).IsSuccess);
        }
        Assert.True(Mounts.Detach(directory.PathOf("one")).Is(Errno.EINVAL));
    }

    [Needs(Need.Root)]
    public void A_file_system_that_is_not_there_is_an_errno()
    {
        using var directory = new WorkDirectory();

        Assert.True(Mounts.Mount("x"u8, directory.PathOf(""), "no-such-fs"u8, MountFlags.None, default).Is(Errno.ENODEV));
        Assert.True(Mounts.Mount("tmpfs"u8, s_nowhere, "tmpfs"u8, MountFlags.None, default).Is(Errno.ENOENT));
        Assert.True(Mounts.Mount("a\0b"u8, directory.PathOf(""), "tmpfs"u8, MountFlags.None, default).Is(Errno.EINVAL));
    }

    [Needs(Need.Root)]
    public void A_file_becomes_a_read_only_block_device()
    {
        using var directory = new WorkDirectory();
        using (var file = directory.Create("disk"u8))
            Assert.True(file.WriteAll(new byte[1 << 20]).IsSuccess);
        using var opened = Files.OpenRead(directory.PathOf("disk"));

        var device = LoopDevice.Attach(opened);
        try
        {
            Assert.StartsWith("/dev/loop", device.ToString(), StringComparison.Ordinal);
            Assert.Equal("2048", File.ReadAllText($"/sys/block/{Encoding.ASCII.GetString(device.Name)}/size").Trim());
            Assert.Equal("1", File.ReadAllText($"/sys/block/{Encoding.ASCII.GetString(device.Name)}/ro").Trim());
        }
        finally
        {
            Assert.True(LoopDevice.Detach(device).IsSuccess);
        }
        Assert.True(LoopDevice.Detach(s_nowhere).Is(Errno.ENOENT));
        Assert.True(LoopDevice.Detach(BytePath.FromText("/dev/null")).Is(Errno.ENOTTY));
    }

    [Needs(Need.Root)]
    public void A_file_that_is_no_module_is_refused()
    {
        using var directory = new WorkDirectory();
        using (var file = directory.Create("a.ko"u8))
            Assert.True(file.WriteAll("not a module"u8).IsSuccess);
        using var module = Files.OpenRead(directory.PathOf("a.ko"));

        var loaded = KernelModules.Load(module, default);

        // ENOSYS: this kernel takes no modules at all.
        Assert.True(loaded.Is(Errno.ENOEXEC) || loaded.Is(Errno.ENOSYS) || loaded.Is(Errno.EPERM), loaded.Errno.ToString());
        Assert.True(KernelModules.Load(module, "a\0b"u8).Is(Errno.EINVAL));
    }

    [Fact]
    public void A_disk_that_does_not_take_everything_is_given_up()
    {
        using var ended = new System.Threading.ManualResetEventSlim();

        Assert.False(MachinePower.TrySync(ended.Wait, TimeSpan.FromMilliseconds(50)));
        ended.Set();
        Assert.True(MachinePower.TrySync(() => { }, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Who_started_us_is_known() => Assert.True(ThisProcess.Number > 1 && ThisProcess.Parent > 0);

    [Fact]
    public void What_cannot_be_entered_or_run_is_an_errno()
    {
        Assert.True(RootDirectory.Enter(s_nowhere).Is(Errno.ENOENT));
        Assert.True(RootDirectory.Change(s_nowhere).Is(Errno.ENOENT));
        Assert.True(RootDirectory.Execute(s_nowhere, [s_nowhere]).Is(Errno.ENOENT));
        Assert.True(RootDirectory.Enter("a\0b"u8).Is(Errno.EINVAL));
    }

    [Fact]
    public void A_host_name_that_is_too_long_is_refused() =>
        Assert.True(MachineName.Set(BytePath.FromText(new string('x', 65))) is { Errno: Errno.EINVAL or Errno.EPERM });

    [Fact]
    public void Small_files_are_read_or_say_why_not()
    {
        Assert.True(Files.TryReadAll("/proc/self/comm"u8, out var name).IsSuccess);
        Assert.NotEmpty(name);
        Assert.True(Files.TryReadAll(s_nowhere, out var nothing).Is(Errno.ENOENT));
        Assert.Empty(nothing);
        Assert.True(Files.TryReadAll("/proc/self/environ"u8, out _, limit: 1).Is(Errno.EFBIG));
        Assert.True(Files.TryReadAll("/"u8, out _).Is(Errno.EISDIR));
    }

    [Fact]
    public void Files_are_emptied_and_appended_to()
    {
        using var directory = new WorkDirectory();
        var path = directory.PathOf("file");
        foreach (var (open, expected) in new (Func<Fd>, string)[] { (Append, "one"), (Append, "oneone"), (Empty, "one") })
        {
            using (var file = open())
                Assert.True(file.WriteAll("one"u8).IsSuccess);
            Assert.Equal(expected, Encoding.ASCII.GetString(Read()));
        }

        Fd Append()
        {
            Assert.True(Files.TryOpenAppend(path, FilePermissions.Private, out var file).IsSuccess);
            return file;
        }

        Fd Empty()
        {
            Assert.True(Files.TryOpenEmpty(path, FilePermissions.Private, out var file).IsSuccess);
            return file;
        }

        byte[] Read()
        {
            Assert.True(Files.TryReadAll(path, out var content).IsSuccess);
            return content;
        }
    }

    [Fact]
    public void The_first_process_namespace_is_told_from_others()
    {
        var link = new FileInfo("/proc/self/ns/pid").LinkTarget;
        Assert.Equal(link == "pid:[4026531836]", ProcessNamespace.IsFirst);
    }
}
