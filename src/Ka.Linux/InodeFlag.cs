using System;

namespace Ka.Linux;

/// <summary>Flags of a file or directory (ioctl_iflags(2)), under the names of chattr(1), with its letter where it has
/// one.</summary>
[Flags]
public enum InodeFlag : ulong
{
    None = 0,

    /// <summary>s</summary>
    SecureDeletion = Sys.FS_SECRM_FL,

    /// <summary>u</summary>
    Undeletable = Sys.FS_UNRM_FL,

    /// <summary>c</summary>
    Compressed = Sys.FS_COMPR_FL,

    /// <summary>S</summary>
    Synchronous = Sys.FS_SYNC_FL,

    /// <summary>i</summary>
    Immutable = Sys.FS_IMMUTABLE_FL,

    /// <summary>a</summary>
    AppendOnly = Sys.FS_APPEND_FL,

    /// <summary>d</summary>
    NoDump = Sys.FS_NODUMP_FL,

    /// <summary>A</summary>
    NoAccessTime = Sys.FS_NOATIME_FL,

    /// <summary>m</summary>
    NotCompressed = Sys.FS_NOCOMP_FL,

    /// <summary>E: by fscrypt; read-only.</summary>
    Encrypted = Sys.FS_ENCRYPT_FL,

    /// <summary>j</summary>
    JournaledData = Sys.FS_JOURNAL_DATA_FL,

    /// <summary>t</summary>
    NoTailMerging = Sys.FS_NOTAIL_FL,

    /// <summary>D</summary>
    SynchronousDirectory = Sys.FS_DIRSYNC_FL,

    /// <summary>T</summary>
    TopDirectory = Sys.FS_TOPDIR_FL,

    /// <summary>V: protected by fs-verity; read-only.</summary>
    Verity = Sys.FS_VERITY_FL,

    /// <summary>C</summary>
    NoCopyOnWrite = Sys.FS_NOCOW_FL,

    /// <summary>x</summary>
    DirectAccess = Sys.FS_DAX_FL,

    /// <summary>P</summary>
    InheritsProject = Sys.FS_PROJINHERIT_FL,

    /// <summary>F: a directory, of names that do not know case.</summary>
    CaseFolded = Sys.FS_CASEFOLD_FL,

    /// <summary>A btrfs subvolume's, by its own ioctl: <c>btrfs property set DIR ro true</c>.</summary>
    ReadOnlySubvolume = 1UL << 32,
}
