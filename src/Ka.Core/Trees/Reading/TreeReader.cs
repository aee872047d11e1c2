using System;
using System.Buffers;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Writes a directory tree as a POSIX pax archive (docs/archive-format.md). The tree may be in use: what changes,
/// vanishes or cannot be read is reported and never harms what follows it.</summary>
public sealed class TreeReader
{
    private readonly BytePath _root;
    private readonly Exclusions _exclusions;
    private readonly TreeReadReport _report = new();
    private ArchiveOutput? _output;
    private byte[] _path = new byte[4096];

    /// <param name="root">A directory; symbolic links in its path are followed.</param>
    /// <param name="exclude">Paths inside the tree whose contents are not sent ("/tmp" is the tmp of the tree).</param>
    public TreeReader(BytePath root, IEnumerable<BytePath>? exclude = null)
    {
        _root = root;
        _exclusions = new Exclusions(exclude ?? []);
    }

    /// <summary>Entries sent so far; readable from any thread.</summary>
    public long Entries => _report.Entries;

    /// <summary>Bytes of the archive so far; readable from any thread.</summary>
    public long Bytes => _output?.Written ?? 0;

    /// <summary>Reads the whole tree, once. Blocks as long as <paramref name="output"/> does; what it throws comes
    /// through.</summary>
    /// <param name="manifest">Gets every entry as it was sent; null: no manifest is written.</param>
    /// <exception cref="LinuxException">The root itself cannot be opened.</exception>
    public TreeReadReport Read(IBufferWriter<byte> output, ManifestWriter? manifest = null)
    {
        _output = new ArchiveOutput(output);
        var root = Files.OpenDirectory(_root);
        var status = FileStatus.Get(root, _root);
        var header = new HeaderWriter(_output);
        var entries = new EntrySender(_output, header, root, _report, manifest);
        _exclusions.Tell(manifest);
        using var scan = new TreeScan(root, status, _exclusions, new Prefetch());
        while (scan.Next() is { } listing)
            using (listing)
                Send(listing, entries);
        header.WriteEnd();
        _report.AddOmissions();
        _report.ArchiveBytes = _output.Written;
        return _report;
    }

    private void Send(DirectoryListing listing, EntrySender entries)
    {
        foreach (var note in listing.Notes)
            _report.Add(note);
        if (listing.Status.Kind != FileKind.Directory)
            return;
        if (!listing.Opened.IsSuccess)
            _report.AddUnreadable(listing.Path, "open", listing.Opened.Errno);
        if (!listing.Listed.IsSuccess)
            _report.AddUnreadable(listing.Path, "getdents64", listing.Listed.Errno);
        entries.SendDirectory(listing);
        if (listing.Entries.Length == 0)
            return;
        var directory = listing.Directory.Fd;
        foreach (ref readonly var entry in listing.Entries.AsSpan())
        {
            var path = Path(listing, entry);
            if (!_exclusions.Contains(path))
                entries.Send(directory, listing.Name(entry), path);
        }
    }

    private ReadOnlySpan<byte> Path(DirectoryListing listing, in ListedEntry entry)
    {
        var length = listing.Path.Length + entry.Length;
        if (_path.Length < length)
            _path = new byte[length * 2];
        listing.Path.CopyTo(_path, 0);
        listing.Name(entry).CopyTo(_path.AsSpan(listing.Path.Length));
        return _path.AsSpan(0, length);
    }
}
