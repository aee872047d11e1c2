using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Ka.Linux;

/// <summary>A system call that this process cannot use.</summary>
/// <param name="Name">Its name in section 2 of the manual.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record MissingCall(string Name, string Reason);

/// <summary>The system calls that are needed and that not every Linux kernel has. The oldest kernel with all of them, whose
/// syncfs(2) also reports failed writes, is <see cref="MinimumVersion"/> (docs/adr/0028-minimum-kernel.md).</summary>
public static class KernelSupport
{
    /// <summary>The version that messages name.</summary>
    public const string MinimumVersion = "5.8";

    private static readonly BytePath s_root = BytePath.FromText("/");

    /// <summary>Tries each call on something harmless.</summary>
    /// <returns>The first that this kernel has not, or that a filter forbids (seccomp(2)); null: all can be used.</returns>
    public static MissingCall? FirstMissing()
    {
        foreach (
            var (name, probe) in (ReadOnlySpan<(string, Func<SysResult>)>)
                [("statx", Statx), ("pidfd_open", OpenHandle), ("pidfd_send_signal", Signal), ("openat2", OpenBeneath)]
        )
        {
            var result = probe();
            if (!result.IsSuccess)
                return new MissingCall(name, Describe(name, result.Errno));
        }
        return null;
    }

    /// <exception cref="PlatformNotSupportedException">A call cannot be used; the message names it.</exception>
    public static void Demand()
    {
        if (FirstMissing() is { } missing)
            throw new PlatformNotSupportedException(missing.Reason);
    }

    /// <summary>True when a kernel's version, as uname -r gives it, is lower than <see cref="MinimumVersion"/>. A distribution
    /// may have added the calls to such a kernel.</summary>
    public static bool IsOld(string version)
    {
        var numbers = version
            .Split('.', '-')
            .Take(2)
            .Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .ToList();
        return numbers.Count < 2 || new Version(numbers[0], numbers[1]) < new Version(MinimumVersion);
    }

    private static string Describe(string name, Errno errno) =>
        errno == Errno.ENOSYS
            ? $"this kernel has no {name}: Linux {MinimumVersion} or later is needed"
            : $"{name} cannot be used here: {LinuxException.Describe(errno)}";

    private static SysResult Statx()
    {
        var opened = Files.TryOpenDirectory(s_root, out var root);
        using (root)
            return opened.IsSuccess ? FileStatus.TryGet(root, out _) : opened;
    }

    private static SysResult OpenHandle()
    {
        var opened = ProcessCalls.TryOpenHandle(ThisProcess.Number, out var handle);
        handle.Dispose();
        return opened;
    }

    private static SysResult Signal()
    {
        var opened = ProcessCalls.TryOpenHandle(ThisProcess.Number, out var handle);
        using (handle)
            return opened.IsSuccess ? ProcessCalls.TrySignal(handle, 0) : opened;
    }

    private static SysResult OpenBeneath()
    {
        var opened = Files.TryOpenDirectory(s_root, out var root);
        using (root)
        {
            if (!opened.IsSuccess)
                return opened;
            var beneath = Files.TryOpenDirectoryBeneath(root, "."u8, out var directory);
            directory.Dispose();
            return beneath;
        }
    }
}
