using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Lab.Captures;

/// <summary>How a machine of a release was installed: a disk that the release's own tools make.</summary>
/// <param name="Suite">The release's name in the archive.</param>
/// <param name="Table">What sfdisk reads.</param>
/// <param name="Parts">What is made of its partitions, parents of mount points first.</param>
internal sealed record SuiteDisk(string Suite, string Table, IReadOnlyList<SuitePart> Parts)
{
    private const string BiosBoot = "size=1MiB, type=21686148-6449-6E6F-744E-656564454649\n";

    /// <summary>The clone gets identifiers of its own: this machine mounts no second XFS or btrfs with one UUID.</summary>
    public bool HasFreshIdentifiers { get; init; }

    /// <summary>Each release as its installer would have it, and among them what golden nodes have.</summary>
    public static IReadOnlyDictionary<string, SuiteDisk> All { get; } =
        new Dictionary<string, SuiteDisk>
        {
            [SuiteRoot.Oldest] = new(
                SuiteRoot.Oldest,
                "label: dos\nsize=2600MiB, type=83, bootable\ntype=5\nsize=200MiB, type=82\ntype=83\n",
                [new(1, "ext4", "/", "errors=remount-ro"), new(5, "swap", "none", "sw"), new(6, "ext3", "/var", "defaults")]
            ),
            ["bookworm"] = new(
                "bookworm",
                $"label: gpt\n{BiosBoot}size=400MiB, type=L\nsize=200MiB, type=S\ntype=L\n",
                [
                    new(4, "btrfs", "/", "compress=zstd:1") { Subvolume = "@rootfs" },
                    new(2, "ext2", "/boot", "defaults"),
                    new(4, "btrfs", "/home", "noatime") { Subvolume = "@home" },
                    new(3, "swap", "none", "sw"),
                ]
            )
            {
                HasFreshIdentifiers = true,
            },
            ["trixie"] = new(
                "trixie",
                $"label: gpt\n{BiosBoot}size=500MiB, type=L\nsize=200MiB, type=S\ntype=L\n",
                [new(4, "xfs", "/", "defaults"), new(2, "ext4", "/boot", "defaults"), new(3, "swap", "none", "sw")]
            )
            {
                HasFreshIdentifiers = true,
            },
            ["sid"] = new(
                "sid",
                $"label: gpt\n{BiosBoot}size=2800MiB, type=L\nsize=200MiB, type=S\ntype=L\n",
                [new(2, "ext4", "/", "errors=remount-ro"), new(4, "ext4", "/home", "nofail"), new(3, "swap", "none", "sw")]
            ),
        };
}

/// <summary>What is made of a partition.</summary>
/// <param name="Type">Of the file system; another part of a btrfs is another subvolume of it.</param>
/// <param name="Target">fstab's second field.</param>
/// <param name="Options">fstab's fourth field.</param>
internal sealed record SuitePart(int Number, string Type, string Target, string Options)
{
    /// <summary>Of a btrfs.</summary>
    public string? Subvolume { get; init; }

    public bool IsSwap => Type == "swap";

    /// <summary>The words that make it.</summary>
    public string Mkfs =>
        Type switch
        {
            "swap" => "mkswap",
            "xfs" or "btrfs" => $"mkfs.{Type} -q",
            _ => $"mke2fs -q -t {Type}",
        };

    /// <summary>All options of mount(8).</summary>
    public string MountOptions => Subvolume is null ? Options : $"{Options},subvol={Subvolume}";
}
