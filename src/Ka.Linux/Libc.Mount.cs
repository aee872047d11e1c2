using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Libc
{
    internal const ulong MS_RDONLY = 1;
    internal const ulong MS_NOSUID = 2;
    internal const ulong MS_NODEV = 4;
    internal const ulong MS_NOEXEC = 8;
    internal const ulong MS_MOVE = 8192;
    internal const int MNT_DETACH = 2;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mount(byte* source, byte* target, byte* filesystemtype, ulong mountflags, byte* data);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int umount2(byte* target, int flags);
}
