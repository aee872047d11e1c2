using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    // Members of an enum need constants; the package has properties.
    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;
    internal const short POLLERR = 8;
    internal const short POLLHUP = 16;

    // The package does not keep errno here.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ppoll(pollfd* fds, ulong nfds, timespec* timeout, void* sigmask);
}
