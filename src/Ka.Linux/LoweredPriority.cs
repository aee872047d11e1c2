using System;
using System.Text;

namespace Ka.Linux;

/// <summary>While it lives, the calling thread, those it starts and their programs take what others leave of the processor, and
/// wait for them at the disks (setpriority(2), ioprio_set(2), and sched(7) for the session's group).</summary>
public sealed class LoweredPriority : IDisposable
{
    /// <summary>The nice value: about a tenth of the share of a program of usual priority, enough to answer in time and too
    /// little to disturb.</summary>
    public const int Nice = 10;

    private const int LastOfItsClass = 7;

    /// <summary>The nice value of this session's group: a kernel with autogroups shares the processor among sessions
    /// first.</summary>
    private static ReadOnlySpan<byte> Group => "/proc/self/autogroup"u8;

    private readonly string? _before;

    /// <exception cref="LinuxException"/>
    public LoweredPriority()
    {
        SysResult.From(Sys.setpriority(Sys.PRIO_PROCESS, 0, Nice)).OrThrow("setpriority", $"{Nice}");
        var disks = SysResult.From(
            (ssize_t)
                Libc.syscall(
                    Sys.SYS_ioprio_set,
                    Sys.IOPRIO_WHO_PROCESS,
                    0,
                    (Sys.IOPRIO_CLASS_BE << Sys.IOPRIO_CLASS_SHIFT) | LastOfItsClass
                )
        );
        // A kernel without block devices.
        if (!disks.Is(Errno.ENOSYS))
            disks.OrThrow("ioprio_set", "");
        // /autogroup-25 nice 0
        if (
            Files.TryReadAll(Group, out var text).IsSuccess
            && Encoding.ASCII.GetString(text).Trim() is var line
            && line.LastIndexOf(' ') is > 0 and var blank
        )
        {
            _before = line[(blank + 1)..];
            Write($"{Nice}");
        }
    }

    /// <summary>The shell that the program was started from gets its share back.</summary>
    public void Dispose()
    {
        if (_before is not null)
            Write(_before);
    }

    private static void Write(string nice)
    {
        if (!Files.TryOpenWrite(Group, out var file).IsSuccess)
            return;
        using (file)
            _ = file.WriteAll(Encoding.ASCII.GetBytes(nice));
    }
}
