using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>What a tree will take on another disk, and what of it does not fit there: found by names, statuses and lists of
/// attributes alone, in the order in which the tree is read.</summary>
/// <param name="Bytes">Blocks of its files and directories. Files with several names count once, and what files share (reflinks,
/// snapshots) for each of them.</param>
/// <param name="Misfits">One of each kind.</param>
/// <remarks>The tree may change meanwhile. What cannot be read is left out: the reader of the tree reports it.</remarks>
public sealed record TreeSurvey(long Bytes, IReadOnlyList<TreeMisfit> Misfits)
{
    /// <param name="root">A directory; as for <see cref="TreeReader"/>.</param>
    /// <param name="limits">Of the file system to which it is copied.</param>
    /// <exception cref="LinuxException">The root cannot be opened.</exception>
    public static TreeSurvey Read(BytePath root, IEnumerable<BytePath> exclude, TreeLimits limits)
    {
        var directory = Files.OpenDirectory(root);
        var left = new Exclusions(exclude);
        using var scan = new TreeScan(directory, FileStatus.Get(directory, root), left, prefetch: null);
        var (space, fit) = (new SpaceCount(limits), new TreeFit(limits));
        while (scan.Next() is { } listing)
            using (listing)
            {
                if (listing.Status.Kind != FileKind.Directory)
                    continue;
                space.AddDirectory(listing);
                fit.AddDirectory(listing);
                foreach (ref readonly var entry in listing.Entries.AsSpan())
                {
                    var name = listing.Name(entry);
                    byte[] path = [.. listing.Path, .. name];
                    if (left.Contains(path) || !FileStatus.TryGetCached(listing.Directory.Fd, name, out var status).IsSuccess)
                        continue;
                    var isAgain = space.Add(status);
                    fit.Add(listing.Directory.Fd, name, status, isAgain, path);
                }
            }
        return new TreeSurvey(space.Bytes, fit.Found);
    }

    private sealed class SpaceCount(TreeLimits limits)
    {
        private readonly HashSet<(DeviceNumber Device, ulong Inode)> _linked = [];

        public long Bytes { get; private set; }

        /// <summary>Its entries take space as in FAT, where each has 32 bytes, and 32 more for 13 characters.</summary>
        public void AddDirectory(DirectoryListing listing)
        {
            long entries = 0;
            if (limits.FillsUnits)
                foreach (ref readonly var entry in listing.Entries.AsSpan())
                    entries += 32 * (2 + (entry.Length / 13));
            Bytes += InUnits(Math.Max(1, entries));
        }

        /// <returns>True: under another name the file was counted before.</returns>
        public bool Add(in FileStatus status)
        {
            if (status.Kind != FileKind.Regular)
                return false;
            if (status.Links > 1 && !_linked.Add((status.Device, status.Inode)))
                return true;
            var size = InUnits(status.Size);
            // What XFS allocates behind the end of a file is not written.
            Bytes += limits.FillsUnits ? size : Math.Min(size, status.Allocated);
            return false;
        }

        private long InUnits(long bytes) => (bytes + limits.Unit - 1) / limits.Unit * limits.Unit;
    }
}
