using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int RB_AUTOBOOT = 0x1234567;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int reboot(int howto);
}
