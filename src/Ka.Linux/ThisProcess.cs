namespace Ka.Linux;

/// <summary>The process that we are, and the orphans that it is given as PID 1 (pid_namespaces(7)).</summary>
public static class ThisProcess
{
    /// <summary>The number of this process.</summary>
    public static int Number => System.Environment.ProcessId;

    /// <summary>The number of the process that started this one, or that took it over.</summary>
    public static int Parent => Libc.getppid();

    /// <summary>Lets this process and the programs that it starts go on when their terminal is gone: SIGHUP is ignored
    /// (signal(7)).</summary>
    /// <remarks>Programs inherit an ignored signal, but not a handler (execve(2)). Output to the terminal fails with EIO from
    /// then on, and input has ended.</remarks>
    public static void IgnoreHangup() => _ = Sys.signal(Sys.SIGHUP, Sys.SIG_IGN);

    /// <summary>Waits until <paramref name="child"/> has ended; reaps meanwhile every orphan that ends.</summary>
    /// <exception cref="LinuxException"/>
    public static ExitStatus WaitReapingOrphans(ChildProcess child)
    {
        while (ProcessCalls.FindEnded(waits: true).OrThrow("waitid", "") is var ended && ended != child.Number)
            ProcessCalls.Reap((int)ended);
        return child.WaitForExit();
    }

    /// <summary>Reaps the orphans that have ended. Only while this process has no <see cref="ChildProcess"/> of its
    /// own.</summary>
    public static void ReapOrphans()
    {
        while (ProcessCalls.FindEnded(waits: false) is { IsSuccess: true, Value: > 0 } ended)
            ProcessCalls.Reap((int)ended.Value);
    }

    /// <summary>Waits until an orphan has ended, and reaps it.</summary>
    /// <returns>false: there is none.</returns>
    public static bool ReapNextOrphan()
    {
        var ended = ProcessCalls.FindEnded(waits: true);
        if (ended.IsSuccess)
            ProcessCalls.Reap((int)ended.Value);
        return ended.IsSuccess;
    }
}
