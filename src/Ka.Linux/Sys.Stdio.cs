using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int rename(byte* oldpath, byte* newpath);
}
