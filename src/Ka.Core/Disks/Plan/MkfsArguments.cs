using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Plan;

/// <summary>The words with which each mkfs makes the golden file system again: its UUID, its label, its own features and no newer
/// ones.</summary>
internal static class MkfsArguments
{
    private static readonly string[] s_xfsMeta = ["crc", "finobt", "rmapbt", "reflink", "inobtcount", "bigtime"];

    private static readonly string[] s_xfsInode = ["sparse", "nrext64"];

    /// <summary>What btrfs has by default: each is named, as it is or with ^ when the golden one lacks it.</summary>
    private static readonly string[] s_btrfs = ["mixed-bg", "extref", "skinny-metadata", "no-holes"];

    private const string FreeSpaceTree = "free-space-tree";

    public static IReadOnlyList<ToolCommand> Calls(MakeFileSystem step)
    {
        var (made, path) = (step.FileSystem, step.Path);
        return made.Type switch
        {
            "ext2" or "ext3" or "ext4" => [new("mke2fs", [.. Ext(made, step.SectorSize), path])],
            "xfs" => [new("mkfs.xfs", [.. Xfs(made, step.SectorSize), path])],
            "btrfs" => [new("mkfs.btrfs", [.. Btrfs(made), path])],
            "vfat" => [new("mkfs.vfat", [.. Vfat(made), path])],
            "jfs" => Jfs(made, path),
            "reiserfs" =>
            [
                new("mkfs.reiserfs", ["-q", "-f", "-f", .. Option("-u", made.Uuid), .. Option("-l", made.Label), path]),
            ],
            "f2fs" =>
            [
                new(
                    "mkfs.f2fs",
                    [
                        "-q",
                        "-f",
                        .. Option("-U", made.Uuid),
                        .. Option("-l", made.Label),
                        .. Joined("-O", made.Features),
                        .. F2fsEncoding(made),
                        path,
                    ]
                ),
            ],
            "swap" => [new("mkswap", ["-f", .. Option("-U", made.Uuid), .. Option("-L", made.Label), path])],
            _ => throw new InvalidOperationException($"no program makes {made.Type}"),
        };
    }

    private static IEnumerable<string> Ext(FileSystem made, int sectorSize)
    {
        // Blocks are at least as large as the disk's sectors.
        var block = made.BlockSize is { } size ? Math.Max(size, sectorSize) : (int?)null;
        var features = made.Features.Count == 0 ? null : string.Join(',', made.Features.Prepend("none"));
        return
        [
            "-q",
            "-F",
            "-t",
            made.Type,
            .. Option("-U", made.Uuid),
            .. Option("-L", made.Label),
            .. Option("-b", block),
            .. Option("-I", made.InodeSize),
            .. Option("-i", made.BytesPerInode is { } share ? Math.Max(share, block ?? 1024) : null),
            .. Option("-m", made.ReservedShare is { } reserved ? (reserved / 100m).ToString(CultureInfo.InvariantCulture) : null),
            .. Option("-O", features),
        ];
    }

    private static IEnumerable<string> Xfs(FileSystem made, int sectorSize)
    {
        var meta = made.Features.Where(feature => s_xfsMeta.Contains(NameOf(feature)));
        var inode = made.Features.Where(feature => s_xfsInode.Contains(NameOf(feature)));
        var naming = made.Features.Where(feature => NameOf(feature) == "ftype");
        return
        [
            "-q",
            "-f",
            .. Option("-L", made.Label),
            .. Option("-b", made.BlockSize is { } block ? $"size={Math.Max(block, sectorSize)}" : null),
            .. Joined("-m", made.Uuid is null ? meta : meta.Append("uuid=" + made.Uuid)),
            .. Joined("-i", made.InodeSize is { } size ? inode.Prepend($"size={size}") : inode),
            .. Joined("-n", naming),
        ];
    }

    private static IEnumerable<string> Btrfs(FileSystem made)
    {
        var known = made.Features.Count > 0;
        var features = s_btrfs
            .Where(name => name != "mixed-bg" || made.Features.Contains(name))
            .Select(name => made.Features.Contains(name) ? name : "^" + name);
        return
        [
            "-q",
            "-f",
            .. Option("-U", made.Uuid),
            .. Option("-L", made.Label),
            .. Option("-n", made.BlockSize),
            .. known ? Joined("-O", features) : [],
            .. known ? Option("-R", made.Features.Contains(FreeSpaceTree) ? FreeSpaceTree : "^" + FreeSpaceTree) : [],
        ];
    }

    private static IEnumerable<string> Vfat(FileSystem made) =>
        [
            "-I",
            .. Option("-F", made.FatBits),
            .. Option("-i", made.Uuid?.Replace("-", "", StringComparison.Ordinal)),
            .. Option("-n", made.Label),
        ];

    /// <summary>Names that do not know case need an encoding, and there is one.</summary>
    private static string[] F2fsEncoding(FileSystem made) => made.Features.Contains("casefold") ? ["-C", "utf8"] : [];

    // mkfs.jfs takes no UUID.
    private static List<ToolCommand> Jfs(FileSystem made, string path)
    {
        var calls = new List<ToolCommand> { new("mkfs.jfs", ["-q", .. Option("-L", made.Label), path]) };
        if (made.Uuid is not null)
            calls.Add(new ToolCommand("jfs_tune", "-U", made.Uuid, path));
        return calls;
    }

    private static string NameOf(string feature) => feature.Split('=')[0];

    private static string[] Joined(string option, IEnumerable<string> words) =>
        string.Join(',', words) is { Length: > 0 } list ? [option, list] : [];

    private static string[] Option(string option, string? value) => value is { Length: > 0 } ? [option, value] : [];

    private static string[] Option(string option, int? value) =>
        value is { } number ? [option, number.ToString(CultureInfo.InvariantCulture)] : [];
}
