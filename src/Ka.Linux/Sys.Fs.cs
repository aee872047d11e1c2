using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static partial class Sys
{
    internal const int FS_IOC_GETFLAGS = unchecked((int)0x80086601);
    internal const int FS_IOC_SETFLAGS = 0x40086602;
    internal const int FS_IOC_FSGETXATTR = unchecked((int)0x801C581F);
    internal const int FS_IOC_FSSETXATTR = 0x401C5820;

    internal const uint FS_XFLAG_IMMUTABLE = 0x8;
    internal const uint FS_XFLAG_APPEND = 0x10;
    internal const uint FS_XFLAG_SYNC = 0x20;
    internal const uint FS_XFLAG_NOATIME = 0x40;
    internal const uint FS_XFLAG_NODUMP = 0x80;
    internal const uint FS_XFLAG_PROJINHERIT = 0x200;
    internal const uint FS_XFLAG_DAX = 0x8000;
    internal const uint FS_SECRM_FL = 0x1;
    internal const uint FS_UNRM_FL = 0x2;
    internal const uint FS_COMPR_FL = 0x4;
    internal const uint FS_SYNC_FL = 0x8;
    internal const uint FS_IMMUTABLE_FL = 0x10;
    internal const uint FS_APPEND_FL = 0x20;
    internal const uint FS_NODUMP_FL = 0x40;
    internal const uint FS_NOATIME_FL = 0x80;
    internal const uint FS_NOCOMP_FL = 0x400;
    internal const uint FS_ENCRYPT_FL = 0x800;
    internal const uint FS_JOURNAL_DATA_FL = 0x4000;
    internal const uint FS_NOTAIL_FL = 0x8000;
    internal const uint FS_DIRSYNC_FL = 0x10000;
    internal const uint FS_TOPDIR_FL = 0x20000;
    internal const uint FS_VERITY_FL = 0x100000;
    internal const uint FS_NOCOW_FL = 0x800000;
    internal const uint FS_DAX_FL = 0x2000000;
    internal const uint FS_PROJINHERIT_FL = 0x20000000;
    internal const uint FS_CASEFOLD_FL = 0x40000000;

    [StructLayout(LayoutKind.Sequential)]
    internal struct fsxattr
    {
        internal uint fsx_xflags;
        internal uint fsx_extsize;
        internal uint fsx_nextents;
        internal uint fsx_projid;
        internal uint fsx_cowextsize;
        internal uint _pad0;
        internal uint _pad1;
    }
}
