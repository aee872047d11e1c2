namespace Ka.Linux;

/// <summary>Pipes, as standard input and output often are.</summary>
public static class Pipes
{
    /// <summary>Lets the pipe hold up to <paramref name="bytes"/> (pipe(7)), so that its two ends wait for each other less
    /// often. EBADF when it is no pipe, EPERM when it is too much for the user: both may be ignored.</summary>
    public static SysResult Enlarge(Fd pipe, int bytes)
    {
        using var use = pipe.Use();
        return SysResult.From(Libc.fcntl(use.Number, Libc.F_SETPIPE_SZ, bytes));
    }
}
