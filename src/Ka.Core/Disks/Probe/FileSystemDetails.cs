using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Probe;

/// <summary>A file system's own features, from what its tools print, so that the copy has these and no newer ones: the
/// golden kernel and boot loader can read them.</summary>
public static class FileSystemDetails
{
    /// <summary>What ext4 sets while it is mounted or after a crash: no property of the file system.</summary>
    private static readonly string[] s_states = ["needs_recovery", "orphan_present", "journal_dev"];

    private static readonly string[] s_xfs =
    [
        "crc",
        "finobt",
        "sparse",
        "rmapbt",
        "reflink",
        "bigtime",
        "inobtcount",
        "nrext64",
        "ftype",
    ];

    private static readonly BtrfsFlag[] s_btrfs =
    [
        new("MIXED_GROUPS", "mixed-bg"),
        new("EXTENDED_IREF", "extref"),
        new("RAID56", "raid56"),
        new("SKINNY_METADATA", "skinny-metadata"),
        new("NO_HOLES", "no-holes"),
        new("RAID1C34", "raid1c34"),
        new("FREE_SPACE_TREE", "free-space-tree"),
    ];

    /// <summary>What <c>dumpe2fs -h</c> printed.</summary>
    public static FileSystem AddExt(FileSystem fileSystem, string text)
    {
        var blockSize = Number(text, "Block size");
        var (blocks, inodes) = (Number(text, "Block count"), Number(text, "Inode count"));
        var reserved = Number(text, "Reserved block count");
        return fileSystem with
        {
            BlockSize = (int?)blockSize,
            InodeSize = (int?)Number(text, "Inode size"),
            BytesPerInode =
                blocks is null || inodes is null or 0
                    ? null
                    : (int)Math.Clamp(blocks.Value * (blockSize ?? 0) / inodes.Value, 1024, 1 << 26),
            ReservedShare = blocks is > 0 && reserved is not null ? ReservedShare(reserved.Value, blocks.Value) : null,
            Features = [.. Value(text, "Filesystem features").Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(s_states)],
        };
    }

    /// <summary>What <c>xfs_info</c> printed.</summary>
    public static FileSystem AddXfs(FileSystem fileSystem, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in text.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                values.TryAdd(word[..equals], word[(equals + 1)..]);
        return fileSystem with
        {
            BlockSize = values.TryGetValue("bsize", out var blockSize)
                ? int.Parse(blockSize, CultureInfo.InvariantCulture)
                : null,
            InodeSize = values.TryGetValue("isize", out var inodeSize)
                ? int.Parse(inodeSize, CultureInfo.InvariantCulture)
                : null,
            Features = [.. s_xfs.Where(values.ContainsKey).Select(name => $"{name}={values[name]}")],
        };
    }

    /// <summary>What <c>btrfs inspect-internal dump-super</c> printed.</summary>
    /// <exception cref="LayoutException">It lies on more than one device.</exception>
    public static FileSystem AddBtrfs(FileSystem fileSystem, string text)
    {
        if (SuperNumber(text, "num_devices") is { } devices and not 1)
            throw new LayoutException($"btrfs on {fileSystem.Device} has {devices} devices: only one can be described");
        var flags = text.Split([' ', '\t', '\n', '(', ')', '|'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return fileSystem with
        {
            BlockSize = SuperNumber(text, "nodesize"),
            Features = [.. s_btrfs.Where(flag => flags.Contains(flag.Name)).Select(flag => flag.Feature)],
        };
    }

    /// <summary>What <c>dump.f2fs</c> printed.</summary>
    public static FileSystem AddF2fs(FileSystem fileSystem, string text)
    {
        var words = Value(text, "Info: superblock features = ", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A number and a colon come first. It calls one otherwise than mkfs.f2fs does, and zones are the disk's.
        return fileSystem with
        {
            Features = [.. words.Skip(2).Where(word => word != "blkzoned").Select(word => word == "quota_ino" ? "quota" : word)],
        };
    }

    /// <summary>What <c>btrfs subvolume get-default</c> printed; null: the top.</summary>
    public static string? DefaultSubvolume(string text)
    {
        const string Word = " path ";
        var at = text.IndexOf(Word, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + Word.Length)..].TrimEnd('\n');
    }

    /// <summary>What <c>btrfs subvolume list</c> printed: paths from the top of the file system.</summary>
    public static IReadOnlyList<string> SubvolumePaths(string text)
    {
        const string Word = " path ";
        return
        [
            .. from line in text.Split('\n')
            let at = line.IndexOf(Word, StringComparison.Ordinal)
            where at >= 0
            select line[(at + Word.Length)..] is var path && path.StartsWith("<FS_TREE>/", StringComparison.Ordinal)
                ? path["<FS_TREE>/".Length..]
                : path,
        ];
    }

    /// <summary>Rounded up, because mke2fs rounds blocks down: it gets back the share that it was given.</summary>
    private static int ReservedShare(long reserved, long blocks) =>
        (int)Math.Clamp(((reserved * 10_000) + blocks - 1) / blocks, 0, LayoutLimits.ReservedShare);

    private static long? Number(string text, string key) =>
        long.TryParse(Value(text, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A line of dump-super: its name, blanks, its number.</summary>
    private static int? SuperNumber(string text, string name)
    {
        var line = text.Split('\n')
            .FirstOrDefault(line =>
                line.StartsWith(name, StringComparison.Ordinal)
                && line.Length > name.Length
                && char.IsWhiteSpace(line[name.Length])
            );
        return line is null ? null : int.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }

    private static string Value(string text, string key, string mark = ":")
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(key + mark, StringComparison.Ordinal));
        return line is null ? "" : line[(key.Length + mark.Length)..].Trim();
    }

    /// <summary>A flag of the superblock and the feature of mkfs.btrfs(8) that sets it.</summary>
    private sealed record BtrfsFlag(string Name, string Feature);
}
