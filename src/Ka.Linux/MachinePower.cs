namespace Ka.Linux;

/// <summary>The machine switched off and on.</summary>
public static class MachinePower
{
    /// <summary>Restarts at once; nothing is written or unmounted before (reboot(2)). EPERM for who may not. In a PID namespace of
    /// its own, a first process that calls this ends by SIGHUP instead.</summary>
    public static SysResult Restart() => SysResult.From(Sys.reboot(Sys.RB_AUTOBOOT));

    /// <summary>Has every file system write what it has (sync(2)).</summary>
    public static void Sync() => Libc.sync();
}
