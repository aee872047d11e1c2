namespace Ka.Linux;

internal static partial class Sys
{
    internal const int BTRFS_IOC_SUBVOL_GETFLAGS = unchecked((int)0x80089419);
    internal const int BTRFS_IOC_SUBVOL_SETFLAGS = 0x4008941A;
    internal const ulong BTRFS_SUBVOL_RDONLY = 2;
    internal const ulong BTRFS_FIRST_FREE_OBJECTID = 256;
    internal const long BTRFS_SUPER_MAGIC = 0x9123683E;
}
