namespace Ka.Linux;

/// <summary>The system calls on one child process: a handle for it, signals, and the waiting (waitid(2),
/// pidfd_open(2)).</summary>
internal static unsafe class ProcessCalls
{
    /// <summary>A descriptor for a child that was not waited for yet, and so cannot be another process.</summary>
    internal static SysResult TryOpenHandle(int process, out Fd handle)
    {
        var result = SysResult.From((ssize_t)Libc.syscall(Sys.SYS_pidfd_open, process, 0));
        handle = new Fd(result.IsSuccess ? (int)result.Value : -1);
        return result;
    }

    /// <summary>Sends a signal to one process, or without <paramref name="handle"/> to the group that a child leads. The caller
    /// makes sure that it was not waited for.</summary>
    /// <remarks>pidfd_send_signal(2) reaches groups since Linux 6.9 only.</remarks>
    internal static void Signal(Fd? handle, int process, int signal)
    {
        if (handle is null)
            _ = Libc.kill(-process, signal);
        else
            _ = TrySignal(handle, signal);
    }

    /// <summary>Sends a signal to one process; 0 only checks that it could be sent.</summary>
    internal static SysResult TrySignal(Fd handle, int signal)
    {
        using var use = handle.Use();
        return SysResult.From((ssize_t)Libc.syscall(Sys.SYS_pidfd_send_signal, use.Number, signal, 0, 0));
    }

    /// <summary>Kills and reaps a child that has just been started.</summary>
    internal static void Abort(int process)
    {
        _ = Libc.kill(process, Libc.SIGKILL);
        Reap(process, waits: true);
    }

    /// <summary>Takes the status of a child that has ended; null: it still runs.</summary>
    /// <exception cref="LinuxException">ECHILD: it is no child, or was waited for.</exception>
    internal static ExitStatus? Reap(int process, bool waits = false)
    {
        var options = Sys.WEXITED | (waits ? 0 : Sys.WNOHANG);
        Wait(Sys.P_PID, process, options, out var found).OrThrow("waitid", $"{process}");
        return found.si_pid == 0 ? null : new ExitStatus(found.si_code == Sys.CLD_EXITED ? found.si_status : -found.si_status);
    }

    /// <summary>The number of any child that has ended, which is not waited for by that; 0: none has. ECHILD: there is no
    /// child.</summary>
    internal static SysResult FindEnded(bool waits)
    {
        var options = Sys.WEXITED | Sys.WNOWAIT | (waits ? 0 : Sys.WNOHANG);
        var result = Wait(Sys.P_ALL, 0, options, out var found);
        return result.IsSuccess ? SysResult.Success(found.si_pid) : result;
    }

    private static SysResult Wait(int kind, int process, int options, out Sys.siginfo_t found)
    {
        Sys.siginfo_t information = default;
        SysResult result;
        do result = SysResult.From(Sys.waitid(kind, process, &information, options));
        while (result.Is(Errno.EINTR));
        found = information;
        return result;
    }
}
