namespace Ka.Linux;

/// <summary>Resources that the calling thread has used (getrusage(2)).</summary>
public static class ThreadUsage
{
    /// <summary>Times that its reads had to wait for a disk instead of the page cache, in blocks of 512 bytes.</summary>
    public static unsafe long BlocksRead()
    {
        Sys.rusage usage = default;
        return Sys.getrusage(Sys.RUSAGE_THREAD, &usage) == 0 ? usage.ru_inblock : 0;
    }
}
