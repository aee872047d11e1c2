using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Relay;

/// <summary>The calls that are compared, and the ones to measure them with. x86-64 Linux.</summary>
internal static unsafe partial class Native
{
    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;
    internal const int F_SETPIPE_SZ = 1031;

    private const int EINTR = 4;
    private const int EAGAIN = 11;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint splice(int fdIn, long* offsetIn, int fdOut, long* offsetOut, nint count, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint tee(int fdIn, int fdOut, nint count, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendfile(int fdOut, int fdIn, long* offset, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int memfd_create(byte* name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollFd* fds, ulong count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrusage(int who, long* usage);

    /// <summary>The result; -1 where the call would block or was interrupted.</summary>
    /// <exception cref="Win32Exception">The call failed.</exception>
    internal static nint OrBlocked(nint result) =>
        result >= 0 || Marshal.GetLastPInvokeError() is EAGAIN or EINTR
            ? result
            : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <exception cref="Win32Exception">The call failed.</exception>
    internal static nint Checked(nint result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <summary>Seconds of processor time this process took, all threads, user and system.</summary>
    internal static double ProcessorSeconds()
    {
        var usage = stackalloc long[18];
        Checked(getrusage(0, usage));
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    internal struct PollFd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }
}
