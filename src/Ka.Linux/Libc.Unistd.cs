using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>The C library as it is: C's names, C's types, no logic. One file per header.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buf, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buf, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlink(byte* pathname);

    [LibraryImport("libc")]
    internal static partial int isatty(int fd);
}
