using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Libc
{
    internal const ulong LOOP_SET_FD = 0x4C00;
    internal const ulong LOOP_CLR_FD = 0x4C01;
    internal const ulong LOOP_CTL_GET_FREE = 0x4C82;

    /// <summary>The same call with a number in the third place.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int ioctl_number(int fd, ulong request, nint argument);
}
