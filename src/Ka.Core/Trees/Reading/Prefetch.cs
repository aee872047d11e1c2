using System;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>Starts reading files ahead of the sender, on the scan's thread, while files come from a disk.</summary>
/// <remarks>Files that are in the page cache are not read ahead: there it would only cost time.</remarks>
internal sealed class Prefetch
{
    /// <summary>Most bytes of a file that are read ahead; behind them the kernel reads ahead by itself.</summary>
    private const long MostOfAFile = 1 << 20;

    /// <summary>Most bytes of a directory's files, so that a small machine does not drop from its cache what is not sent
    /// yet.</summary>
    private const long MostOfAListing = 64 << 20;

    /// <summary>Directories without a single read from the disk, after which the tree counts as cached.</summary>
    private const int Patience = 32;

    private long _blocks;
    private int _coldFor;

    /// <summary>The listing is on its way to the sender; its directory is held by the caller.</summary>
    public void Offer(DirectoryListing listing)
    {
        // Reading the directories, and reading ahead, count as reads of this very thread.
        var blocks = ThreadUsage.BlocksRead();
        _coldFor = blocks != _blocks ? Patience : _coldFor - 1;
        _blocks = blocks;
        if (_coldFor <= 0)
            return;
        var budget = MostOfAListing;
        foreach (ref readonly var entry in listing.Entries.AsSpan())
        {
            if (entry.Kind == FileKind.Regular)
                budget -= Start(listing.Directory.Fd, listing.Name(entry));
            if (budget <= 0)
                return;
        }
    }

    /// <returns>Bytes that are being read now.</returns>
    private static long Start(Fd directory, ReadOnlySpan<byte> name)
    {
        if (!FileStatus.TryGet(directory, name, out var status).IsSuccess || status.Kind != FileKind.Regular || status.Size == 0)
            return 0;
        var opened = Files.TryOpenQuietly(directory, name, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
            return 0;
        var length = Math.Min(status.Size, MostOfAFile);
        Files.Prefetch(file, length);
        return length;
    }
}
