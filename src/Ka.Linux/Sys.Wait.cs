using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int WNOHANG = 1;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, int* wstatus, int options);
}
