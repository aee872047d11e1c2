using Ka.Linux;

namespace Ka.Chain;

/// <summary>What every data connection is set to, and how its results read.</summary>
internal static class DataSocket
{
    /// <summary>Does not block; small records leave at once; cubic, because BBR's pacing costs up to twice the processor
    /// time of a chain on a local network for the same goodput.</summary>
    public static void Prepare(Fd socket)
    {
        Sockets.SetBlocking(socket, false).OrThrow("fcntl", "data connection");
        Sockets.SetNoDelay(socket).OrThrow("setsockopt", "data connection");
        // A kernel without cubic keeps its own choice.
        _ = Sockets.SetCongestionControl(socket, "cubic");
    }

    /// <summary>EAGAIN is no failure of a socket that does not block.</summary>
    public static SysResult Calm(SysResult result) => result.Is(Errno.EAGAIN) ? SysResult.Success(0) : result;

    /// <summary>A read of nothing is an end, and an end is a loss: the stream says itself when it is complete.</summary>
    public static SysResult EndOrCalm(SysResult read) =>
        read.IsSuccess ? SysResult.Failure(Errno.ESHUTDOWN) : Calm(read);

    /// <summary>In an operator's words.</summary>
    public static string Reason(SysResult failure) => failure.Errno switch
    {
        Errno.ESHUTDOWN => "connection closed",
        Errno.ECONNRESET or Errno.EPIPE => "connection reset",
        Errno.ECONNREFUSED => "connection refused",
        Errno.ETIMEDOUT => "no answer",
        Errno.EHOSTUNREACH or Errno.ENETUNREACH => "unreachable",
        var errno => LinuxException.Describe(errno),
    };
}
