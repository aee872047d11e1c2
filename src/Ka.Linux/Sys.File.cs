using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int LOCK_SH = 1;
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(int fd, int operation);
}
