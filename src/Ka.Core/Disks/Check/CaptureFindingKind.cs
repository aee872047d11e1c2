namespace Ka.Disks.Check;

/// <summary>What the check of a capture finds. Those up to <see cref="SwapNotDescribed"/> are reasons not to begin.</summary>
public enum CaptureFindingKind
{
    /// <summary>Mounted, and not in the layout.</summary>
    NotDescribed,

    /// <summary>Mounted, of a type that cannot be made on another disk.</summary>
    CannotBeMade,

    /// <summary>Mounted as a whole, and not among the streams.</summary>
    NotSent,

    /// <summary>Only a directory of it is mounted.</summary>
    OnlyAPart,

    /// <summary>Another file system is mounted over it.</summary>
    Hidden,

    /// <summary>A stream would read a directory that another file system has.</summary>
    Elsewhere,

    /// <summary>Two file systems or partitions have the same identifier.</summary>
    SameUuid,

    /// <summary>An array lacks devices.</summary>
    Degraded,

    /// <summary>What the machine starts by is not mounted.</summary>
    BootNotMounted,

    /// <summary>A symbolic link that the file system of the layout cannot hold.</summary>
    LinkTooLong,

    /// <summary>A kind of file that the file system of the layout does not have, or a file that is too large for it.</summary>
    KindNotHeld,

    /// <summary>A name that the file system of the layout cannot hold.</summary>
    NameNotHeld,

    /// <summary>Extended attributes for which the file system of the layout has no room.</summary>
    AttributesNotHeld,

    /// <summary>Swapped to, and not in the layout.</summary>
    SwapNotDescribed,

    /// <summary>Mounted for a while only, below /run or /media, or outside of the golden tree.</summary>
    Passing,

    /// <summary>Mounted from a disk that is not part of the machine.</summary>
    OtherDisk,

    /// <summary>The file system of the layout keeps no owners and no permissions.</summary>
    OwnerNotKept,

    /// <summary>Left out by the operator.</summary>
    LeftOut,

    /// <summary>Made, and empty.</summary>
    NotMounted,

    /// <summary>Copied once, and mounted a second time.</summary>
    MountedTwice,

    /// <summary>The file system keeps limits of quotas where no file shows them.</summary>
    QuotaLimits,

    /// <summary>A snapshot of LVM, left out.</summary>
    VolumeSnapshot,

    /// <summary>Read-only snapshots of btrfs, left out.</summary>
    SubvolumeSnapshots,

    /// <summary>Writable snapshots of btrfs, copied in full.</summary>
    SubvolumeCopies,

    /// <summary>Rests of another file system are on it.</summary>
    SeveralSignatures,

    /// <summary>Two file systems have the same label.</summary>
    SameLabel,

    /// <summary>A swap line of fstab names no device of the layout.</summary>
    UnknownSwap,
}
