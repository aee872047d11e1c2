using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const long MSDOS_SUPER_MAGIC = 0x4d44;
    internal const long EXFAT_SUPER_MAGIC = 0x2011BAB0;
    internal const long EXT4_SUPER_MAGIC = 0xEF53;
    internal const long XFS_SUPER_MAGIC = 0x58465342;
    internal const long RAMFS_MAGIC = 0x858458f6;
    internal const long TMPFS_MAGIC = 0x01021994;

    [StructLayout(LayoutKind.Sequential)]
    internal struct statfs
    {
        internal long f_type;
        internal long f_bsize;
        internal ulong f_blocks;
        internal ulong f_bfree;
        internal ulong f_bavail;
        internal ulong f_files;
        internal ulong f_ffree;
        internal int _fsid0;
        internal int _fsid1;
        internal long f_namelen;
        internal long f_frsize;
        internal long f_flags;
        internal long _spare0;
        internal long _spare1;
        internal long _spare2;
        internal long _spare3;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fstatfs(int fd, statfs* buf);
}
