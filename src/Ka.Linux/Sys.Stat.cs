using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    // Members of an enum need constants; the package has properties.
    internal const int S_IFIFO = 0x1000;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFBLK = 0x6000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFLNK = 0xA000;
    internal const int S_IFSOCK = 0xC000;

    internal const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;
    internal const int AT_STATX_DONT_SYNC = 0x4000;

    // The package calls __xmknodat, which a static glibc does not have.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mknodat(int dirfd, byte* pathname, uint mode, ulong dev);
}
