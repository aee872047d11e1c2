using System;

namespace Ka.Linux;

/// <summary>The number of descriptors that this process may have and has (getrlimit(2), RLIMIT_NOFILE).</summary>
public static unsafe class OpenFiles
{
    /// <summary>The highest soft limit that <see cref="RaiseLimit"/> sets.</summary>
    /// <remarks>Enough for a control connection, a log connection and a log file of 20,000 nodes. Programs that we start inherit
    /// the limit, and some of them close every possible descriptor when they begin.</remarks>
    public const long MostRaised = 65_536;

    /// <summary>The soft limit; <see cref="long.MaxValue"/> when it cannot be read.</summary>
    public static long Limit => TryGet(out var limit) ? Signed(limit.rlim_cur) : long.MaxValue;

    /// <summary>Raises the soft limit to the hard one, at most to <see cref="MostRaised"/>; a higher soft limit stays.</summary>
    /// <remarks>.NET's native programs keep the limit of their shell, usually 1,024.</remarks>
    public static SysResult RaiseLimit() =>
        TryGet(out var limit) && Math.Min(Signed(limit.rlim_max), MostRaised) is var wanted && wanted > Signed(limit.rlim_cur)
            ? SetSoftLimit(wanted)
            : SysResult.Success(0);

    /// <summary>Sets the soft limit; the hard one stays.</summary>
    public static SysResult SetSoftLimit(long count)
    {
        if (!TryGet(out var limit))
            return SysResult.Failure(Errno.ENOSYS);
        limit.rlim_cur = (ulong)count;
        return SysResult.From(Sys.setrlimit(Sys.RLIMIT_NOFILE, &limit));
    }

    /// <summary>Counts the open descriptors of this process, as proc(5) lists them; 0 when /proc is not mounted.</summary>
    public static int Count()
    {
        if (!Files.TryOpenDirectory("/proc/self/fd"u8, out var directory).IsSuccess)
            return 0;
        using var closing = directory;
        var (entries, count) = (new DirectoryEntries(bufferSize: 8 << 10), 0);
        while (entries.Fill(directory) is { IsSuccess: true, Value: > 0 })
        while (entries.TryNext(out _))
            count++;
        // Without the descriptor that reads the list.
        return count - 1;
    }

    private static bool TryGet(out Sys.rlimit limit)
    {
        fixed (Sys.rlimit* found = &limit)
            return Sys.getrlimit(Sys.RLIMIT_NOFILE, found) == 0;
    }

    // RLIM_INFINITY is the highest number.
    private static long Signed(ulong limit) => (long)Math.Min(limit, long.MaxValue);
}
