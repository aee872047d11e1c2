using Ka.Linux;

namespace Ka.Relay;

/// <summary>Options of every data connection, and the meaning of its results.</summary>
internal static class DataSocket
{
    /// <summary>Makes the socket non-blocking and sets TCP_NODELAY and the congestion control.</summary>
    /// <remarks>cubic, because BBR's pacing costs up to twice the processor time on a local network for the same
    /// goodput.</remarks>
    public static void Prepare(Fd socket)
    {
        Sockets.SetBlocking(socket, false).OrThrow("fcntl", "data connection");
        Sockets.SetNoDelay(socket).OrThrow("setsockopt", "data connection");
        // A kernel without cubic keeps its own choice.
        _ = Sockets.SetCongestionControl(socket, "cubic");
    }

    /// <summary>Turns EAGAIN into success: a non-blocking socket that is not ready has not failed.</summary>
    public static SysResult IgnoreNotReady(SysResult result) => result.Is(Errno.EAGAIN) ? SysResult.Success(0) : result;

    /// <summary>Returns ESHUTDOWN for an end of the connection. The stream itself marks its end, so every other end is a
    /// loss.</summary>
    public static SysResult EndOrNotReady(SysResult read) =>
        read.IsSuccess ? SysResult.Failure(Errno.ESHUTDOWN) : IgnoreNotReady(read);

    /// <summary>Describes a failure for an operator.</summary>
    public static string Reason(SysResult failure) =>
        failure.Errno switch
        {
            Errno.ESHUTDOWN => "connection closed",
            Errno.ECONNRESET or Errno.EPIPE => "connection reset",
            Errno.ECONNREFUSED => "connection refused",
            Errno.ETIMEDOUT => "no answer",
            Errno.EHOSTUNREACH or Errno.ENETUNREACH => "unreachable",
            var errno => LinuxException.Describe(errno),
        };
}
