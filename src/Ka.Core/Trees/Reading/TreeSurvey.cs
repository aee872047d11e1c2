using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>What a tree will take on another disk, and the longest of its names and links: found by names and statuses alone, in
/// the order in which the tree is read.</summary>
/// <param name="Bytes">Blocks of its files and directories. Files with several names count once, holes not at all, and what
/// files share (reflinks, snapshots) for each of them.</param>
/// <param name="LongestLink">Bytes of the target of its longest symbolic link; 0: there is no link.</param>
/// <param name="LinkPath">The path of that link in the tree; empty: there is no link.</param>
/// <remarks>The tree may change meanwhile. What cannot be read is left out: the reader of the tree reports it.</remarks>
public sealed record TreeSurvey(long Bytes, int LongestLink, BytePath LinkPath)
{
    private const long Block = 4096;

    /// <param name="root">A directory; as for <see cref="TreeReader"/>.</param>
    /// <exception cref="LinuxException">The root cannot be opened.</exception>
    public static TreeSurvey Read(BytePath root, IEnumerable<BytePath> exclude)
    {
        var directory = Files.OpenDirectory(root);
        using var scan = new TreeScan(directory, FileStatus.Get(directory, root), new Exclusions(exclude), prefetch: null);
        var counted = new Counted();
        while (scan.Next() is { } listing)
            using (listing)
            {
                counted.Bytes += Block;
                foreach (ref readonly var entry in listing.Entries.AsSpan())
                    if (FileStatus.TryGetCached(listing.Directory.Fd, listing.Name(entry), out var status).IsSuccess)
                        counted.Add(status, listing, entry);
            }
        return new TreeSurvey(counted.Bytes, counted.LongestLink, new BytePath(counted.LinkPath));
    }

    private sealed class Counted
    {
        private readonly HashSet<(DeviceNumber Device, ulong Inode)> _linked = [];

        public long Bytes { get; set; }

        public int LongestLink { get; private set; }

        public byte[] LinkPath { get; private set; } = [];

        public void Add(in FileStatus status, DirectoryListing listing, in ListedEntry entry)
        {
            if (status.Kind == FileKind.SymbolicLink && status.Size > LongestLink)
                (LongestLink, LinkPath) = ((int)status.Size, [.. listing.Path, .. listing.Name(entry)]);
            // What XFS allocates behind the end of a file is not written.
            if (status.Kind == FileKind.Regular && (status.Links == 1 || _linked.Add((status.Device, status.Inode))))
                Bytes += long.Min((status.Size + Block - 1) / Block * Block, status.Allocated);
        }
    }
}
