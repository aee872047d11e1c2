using System;
using System.Text;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The received rescue as a root: a loop device, squashfs, and memory above it for what is written.</summary>
internal static class RescueRoot
{
    /// <summary>The rescue's mount point until it becomes the root.</summary>
    public static readonly BytePath Path = BytePath.FromText("/newroot");

    /// <summary>The program that becomes PID 1 in it.</summary>
    public static readonly BytePath Program = BytePath.FromText("/usr/sbin/ka");

    private static readonly BytePath s_lower = BytePath.FromText(InitialMounts.HandoverDirectory + "/lower");
    private static readonly BytePath s_upper = BytePath.FromText(InitialMounts.HandoverDirectory + "/upper");

    /// <exception cref="StageException">The kernel lacks something, or the rescue has no <see cref="Program"/>.</exception>
    /// <exception cref="LinuxException"/>
    public static void Mount(BootEnvironment bench)
    {
        bench.Need(
            "loop",
            () => Files.TryOpenReadWrite("/dev/loop-control"u8, out var control) is var opened && Close(control, opened)
        );
        bench.Need("squashfs", () => KnowsFileSystem("squashfs"));
        bench.Need("overlay", () => KnowsFileSystem("overlay"));
        foreach (var directory in new[] { s_lower, s_upper, Path })
            Make(directory);
        MountRescue();
        Mounts.Mount("tmpfs"u8, s_upper, "tmpfs"u8, MountFlags.None, "mode=0755"u8).OrThrow("mount -t tmpfs", s_upper);
        Make(s_upper.Join("data"u8));
        Make(s_upper.Join("work"u8));
        Mounts
            .Mount(
                "rescue"u8,
                Path,
                "overlay"u8,
                MountFlags.None,
                BytePath.FromText($"lowerdir={s_lower},upperdir={s_upper}/data,workdir={s_upper}/work")
            )
            .OrThrow("mount -t overlay", Path);
        var program = Files.TryOpenRead(Path.Join(Program.Bytes[1..]), out var file);
        file.Dispose();
        if (!program.IsSuccess)
            throw new StageException($"the rescue has no {Program}: {LinuxException.Describe(program.Errno)}");
    }

    private static void MountRescue()
    {
        using var file = Files.OpenRead(RescueFetch.File);
        var device = LoopDevice.Attach(file);
        var mounted = Mounts.Mount(device, s_lower, "squashfs"u8, MountFlags.ReadOnly, default);
        // A mounted device is freed with its last mount (loop(4), LOOP_CLR_FD); a device that could not be mounted is freed here.
        _ = LoopDevice.Detach(device);
        mounted.OrThrow($"mount -t squashfs {device}", s_lower);
    }

    private static bool KnowsFileSystem(string name) =>
        Files.TryReadAll("/proc/filesystems"u8, out var known).IsSuccess
        && $"\n{Encoding.Latin1.GetString(known)}".Contains($"\t{name}\n", StringComparison.Ordinal);

    private static bool Close(Fd file, SysResult opened)
    {
        file.Dispose();
        return opened.IsSuccess;
    }

    private static void Make(BytePath directory)
    {
        var made = Files.MakeDirectory(directory, FilePermissions.Executable);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", directory);
    }
}
