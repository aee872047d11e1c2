using System;
using System.Threading;

namespace Ka.Linux;

/// <summary>Restarts the machine, and prepares it for that.</summary>
public static class MachinePower
{
    /// <summary>Time for sync(2), which never returns from a disk that hangs.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Restarts at once; nothing is written or unmounted before (reboot(2)). EPERM without the right to. In a PID
    /// namespace of its own, the first process ends by SIGHUP instead.</summary>
    public static SysResult Restart() => SysResult.From(Sys.reboot(Sys.RB_AUTOBOOT));

    /// <summary>Writes everything that is dirty to the disks (sync(2)), which does not report failures.</summary>
    /// <returns>false: a disk has not taken it within a minute. A thread still waits for it.</returns>
    public static bool TrySync() => TrySync(Libc.sync, s_patience);

    internal static bool TrySync(ThreadStart sync, TimeSpan patience)
    {
        var thread = new Thread(sync) { Name = "sync", IsBackground = true };
        thread.Start();
        return thread.Join(patience);
    }
}
