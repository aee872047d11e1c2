using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The lists of what a root must have, in their order.</summary>
public static class InitialMounts
{
    private const MountFlags Harmless = MountFlags.NoSuid | MountFlags.NoDevices | MountFlags.NoExec;

    /// <summary>Without one of these nothing works.</summary>
    public static IReadOnlyList<RootSetupStep> Needed { get; } =
    [
        new RootSetupStep.Directory("/proc", FilePermissions.ReadOnlyDirectory),
        new RootSetupStep.Mount("proc", "/proc", Harmless, ""),
        new RootSetupStep.Directory("/sys", FilePermissions.ReadOnlyDirectory),
        new RootSetupStep.Mount("sysfs", "/sys", Harmless, ""),
        new RootSetupStep.Directory("/dev", FilePermissions.Executable),
        new RootSetupStep.Mount("devtmpfs", "/dev", MountFlags.NoSuid, "mode=0755"),
        new RootSetupStep.Directory("/run", FilePermissions.Executable),
        new RootSetupStep.Mount("tmpfs", "/run", MountFlags.NoSuid | MountFlags.NoDevices, "mode=0755"),
        new RootSetupStep.Directory(HandoverDirectory, FilePermissions.PrivateExecutable),
        new RootSetupStep.Directory("/tmp", FilePermissions.Temporary),
        new RootSetupStep.Mount("tmpfs", "/tmp", MountFlags.NoSuid | MountFlags.NoDevices, "mode=1777"),
    ];

    /// <summary>Entries that only some programs need: a failure is logged and no more.</summary>
    public static IReadOnlyList<RootSetupStep> Useful { get; } =
    [
        new RootSetupStep.Directory("/dev/pts", FilePermissions.Executable),
        new RootSetupStep.Mount("devpts", "/dev/pts", MountFlags.NoSuid | MountFlags.NoExec, "mode=0620,ptmxmode=0666"),
        new RootSetupStep.Directory("/dev/shm", FilePermissions.Temporary),
        new RootSetupStep.Mount("tmpfs", "/dev/shm", MountFlags.NoSuid | MountFlags.NoDevices, "mode=1777"),
        new RootSetupStep.Link("/proc/self/fd", "/dev/fd"),
        new RootSetupStep.Link("/proc/self/fd/0", "/dev/stdin"),
        new RootSetupStep.Link("/proc/self/fd/1", "/dev/stdout"),
        new RootSetupStep.Link("/proc/self/fd/2", "/dev/stderr"),
    ];

    /// <summary>Mount points that move along when the root is changed.</summary>
    public static IReadOnlyList<string> Moved { get; } = ["/dev", "/proc", "/sys", "/run", "/tmp"];

    /// <summary>The directory of the files that stage 1 leaves for stage 2; moves along in /run.</summary>
    public const string HandoverDirectory = "/run/ka";

    /// <summary>Creates all entries below <paramref name="root"/>.</summary>
    /// <returns>The useful entries that could not be made, each with the reason; for the log only.</returns>
    /// <exception cref="LinuxException">A needed entry could not be made; the message names the command.</exception>
    public static IReadOnlyList<string> Create(BytePath root)
    {
        foreach (var entry in Needed)
            entry.Create(root).OrThrow(entry.ToString(), "");
        return
        [
            .. from entry in Useful
            let made = entry.Create(root)
            where !made.IsSuccess
            select $"{entry}: {LinuxException.Describe(made.Errno)}",
        ];
    }

    /// <summary>Permissions as people write them: C# has no octal numbers.</summary>
}
