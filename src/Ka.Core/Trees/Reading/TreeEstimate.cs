using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>An estimate of the length of a tree's archive, from names and sizes, on a thread of its own, without reading
/// files.</summary>
/// <remarks>It is for a progress bar; the tree may change meanwhile.</remarks>
public sealed class TreeEstimate
{
    /// <summary>Pax header, its records and the ustar header.</summary>
    private const int BytesPerEntry = 3 * TarLayout.BlockSize;

    private readonly BytePath _root;
    private readonly Exclusions _exclusions;
    private readonly HashSet<(DeviceNumber Device, ulong Inode)> _linked = [];
    private long _bytes = -1;
    private bool _cancelled;

    private TreeEstimate(BytePath root, IEnumerable<BytePath> exclude)
    {
        _root = root;
        _exclusions = new Exclusions(exclude);
    }

    /// <summary>Bytes; null as long as it is not known. Read by any thread.</summary>
    public long? Bytes => Interlocked.Read(ref _bytes) is >= 0 and var bytes ? bytes : null;

    /// <param name="root">A directory; as for <see cref="TreeReader"/>.</param>
    public static TreeEstimate Start(BytePath root, IEnumerable<BytePath> exclude)
    {
        var estimate = new TreeEstimate(root, exclude);
        // On failure there is no progress bar: the reader of the tree reports what is wrong with it.
        WorkerThread.Start("estimate", estimate.Run, _ => { });
        return estimate;
    }

    /// <summary>Ends the estimate: it is not needed any more.</summary>
    public void Cancel() => Volatile.Write(ref _cancelled, true);

    private void Run()
    {
        var root = Files.OpenDirectory(_root);
        using var scan = new TreeScan(root, FileStatus.Get(root, _root), _exclusions, prefetch: null);
        long sum = 0;
        while (scan.Next() is { } listing)
            using (listing)
            {
                if (Volatile.Read(ref _cancelled))
                    return;
                sum += BytesPerEntry + SizeOf(listing);
            }
        Interlocked.Exchange(ref _bytes, sum);
    }

    private long SizeOf(DirectoryListing listing)
    {
        long sum = 0;
        foreach (ref readonly var entry in listing.Entries.AsSpan())
        {
            sum += BytesPerEntry;
            if (
                entry.Kind != FileKind.Regular
                || !FileStatus.TryGetCached(listing.Directory.Fd, listing.Name(entry), out var status).IsSuccess
            )
                continue;
            // Holes are not sent, and contents once, however many names they have.
            var data = long.Min(status.Size, status.Allocated);
            if (status.Links == 1 || _linked.Add((status.Device, status.Inode)))
                sum += data + TarLayout.Padding(data);
        }
        return sum;
    }
}
