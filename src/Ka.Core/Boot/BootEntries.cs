using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The lists of what a root must have, in their order.</summary>
public static class BootEntries
{
    private const MountFlags Harmless = MountFlags.NoSuid | MountFlags.NoDevices | MountFlags.NoExec;

    /// <summary>Without one of these nothing works.</summary>
    public static IReadOnlyList<BootEntry> Needed { get; } =
    [
        new BootEntry.Directory("/proc", FilePermissions.ReadOnlyDirectory),
        new BootEntry.Mount("proc", "/proc", Harmless, ""),
        new BootEntry.Directory("/sys", FilePermissions.ReadOnlyDirectory),
        new BootEntry.Mount("sysfs", "/sys", Harmless, ""),
        new BootEntry.Directory("/dev", FilePermissions.Executable),
        new BootEntry.Mount("devtmpfs", "/dev", MountFlags.NoSuid, "mode=0755"),
        new BootEntry.Directory("/run", FilePermissions.Executable),
        new BootEntry.Mount("tmpfs", "/run", MountFlags.NoSuid | MountFlags.NoDevices, "mode=0755"),
        new BootEntry.Directory(HandoverDirectory, FilePermissions.PrivateExecutable),
        new BootEntry.Directory("/tmp", FilePermissions.Temporary),
        new BootEntry.Mount("tmpfs", "/tmp", MountFlags.NoSuid | MountFlags.NoDevices, "mode=1777"),
    ];

    /// <summary>What is missed only by some.</summary>
    public static IReadOnlyList<BootEntry> Useful { get; } =
    [
        new BootEntry.Directory("/dev/pts", FilePermissions.Executable),
        new BootEntry.Mount("devpts", "/dev/pts", MountFlags.NoSuid | MountFlags.NoExec, "mode=0620,ptmxmode=0666"),
        new BootEntry.Directory("/dev/shm", FilePermissions.Temporary),
        new BootEntry.Mount("tmpfs", "/dev/shm", MountFlags.NoSuid | MountFlags.NoDevices, "mode=1777"),
        new BootEntry.Link("/proc/self/fd", "/dev/fd"),
        new BootEntry.Link("/proc/self/fd/0", "/dev/stdin"),
        new BootEntry.Link("/proc/self/fd/1", "/dev/stdout"),
        new BootEntry.Link("/proc/self/fd/2", "/dev/stderr"),
    ];

    /// <summary>What moves along when the root is changed.</summary>
    public static IReadOnlyList<string> Moved { get; } = ["/dev", "/proc", "/sys", "/run", "/tmp"];

    /// <summary>What stage 1 leaves for stage 2; moves along in /run.</summary>
    public const string HandoverDirectory = "/run/ka";

    /// <summary>Creates all entries below <paramref name="root"/>.</summary>
    /// <returns>The useful entries that could not be made, each with the reason; for the log only.</returns>
    /// <exception cref="LinuxException">A needed entry could not be made; the message names the command.</exception>
    public static IReadOnlyList<string> Create(BytePath root)
    {
        foreach (var entry in Needed)
            entry.Create(root).OrThrow(entry.ToString(), "");
        return [.. from entry in Useful
                   let made = entry.Create(root)
                   where !made.IsSuccess
                   select $"{entry}: {LinuxException.Describe(made.Errno)}"];
    }

    /// <summary>Permissions as people write them: C# has no octal numbers.</summary>
}
