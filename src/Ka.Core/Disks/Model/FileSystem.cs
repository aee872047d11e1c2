using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>What is on a device: a file system, swap space, or something that is only known by its name.</summary>
public sealed record FileSystem
{
    public required string Device { get; init; }

    /// <summary>As blkid and mount(8) call it.</summary>
    public required string Type { get; init; }

    public string? Uuid { get; init; }

    public string? Label { get; init; }

    /// <summary>Bytes in use; null when it was not mounted, and then nothing of it is copied.</summary>
    public long? Used { get; init; }

    /// <summary>Bytes that its files take when what they share (reflinks, snapshots) is written for each of them; null: no more
    /// than <see cref="Used"/>.</summary>
    public long? Written { get; init; }

    /// <summary>ext2, ext3, ext4: inodes in use; null when it was not mounted.</summary>
    public long? Inodes { get; init; }

    /// <summary>Bytes of the largest initramfs on it: <c>ka prepare</c> has it made again, beside the old one.</summary>
    public long? Initramfs { get; init; }

    /// <summary>Bytes of a block; btrfs: of a node.</summary>
    public int? BlockSize { get; init; }

    public int? InodeSize { get; init; }

    /// <summary>ext2, ext3, ext4: bytes for each inode.</summary>
    public int? BytesPerInode { get; init; }

    /// <summary>ext2, ext3, ext4: what only root may fill, in hundredths of a percent of all blocks.</summary>
    public int? ReservedShare { get; init; }

    /// <summary>vfat: 12, 16 or 32.</summary>
    public int? FatBits { get; init; }

    /// <summary>Its own features, as its mkfs names them; xfs: <c>name=value</c>. Empty when they are not known.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>btrfs: the subvolumes that something mounts, without a leading slash.</summary>
    public IReadOnlyList<string> Subvolumes { get; init; } = [];

    /// <summary>btrfs: what is mounted when no subvolume is named; null: the top.</summary>
    public string? DefaultSubvolume { get; init; }
}
