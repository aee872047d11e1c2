using System;
using Ka.Linux;
using Ka.Streams;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Extracts an archive into a directory: what <see cref="TreeReader"/> writes and what GNU tar and bsdtar write
/// (docs/archive-format.md). Whatever the archive says, nothing outside the directory is touched.</summary>
/// <remarks>The first failure ends it; what was extracted so far stays. A tree is as the archive says when
/// <see cref="TreeWriteReport.Protection"/> was applied, too.</remarks>
public sealed class TreeWriter : IDisposable
{
    private readonly Fd _root;
    private readonly BytePath _rootPath;
    private readonly int _workers;
    private readonly Omissions _omissions = new();
    private readonly TreeWriteReport _report;
    private ArchiveInput? _input;

    /// <param name="root">A directory that exists; symbolic links in this path are followed.</param>
    /// <param name="workers">Threads that make small files.</param>
    /// <exception cref="LinuxException"/>
    public TreeWriter(BytePath root, int workers = 2)
    {
        _rootPath = root;
        _workers = workers;
        _report = new TreeWriteReport(_omissions, new TreeProtection(root, _omissions));
        _root = Files.OpenDirectory(root);
    }

    /// <summary>Entries taken from the archive so far; readable from any thread.</summary>
    public long Entries => _report.Entries;

    /// <summary>Bytes of the archive so far; readable from any thread.</summary>
    public long Bytes => _input?.Position ?? 0;

    /// <summary>Extracts the whole archive, once, and reads <paramref name="source"/> to its end.</summary>
    /// <exception cref="ArchiveException">The stream is no archive, or an entry points outside of the root.</exception>
    /// <exception cref="LinuxException">The kernel refused something; the message names the file.</exception>
    /// <exception cref="StreamBrokenException">From the source.</exception>
    public TreeWriteReport Write(IByteSource source)
    {
        _input = new ArchiveInput(source);
        var maker = new EntryCreator(new FlagWriter(_omissions, _report.Protection));
        using var pool = new FilePool(maker, _workers);
        // Its own descriptor: the tree closes what it leaves, and Sync needs this one's memory of write errors.
        EntryCreator.Check(Files.TryOpenDirectoryBeneath(_root, "."u8, out var top), "open", _rootPath);
        var tree = new ExtractionTree(top, pool);
        try
        {
            tree.Open();
            Extract(new EntryExtraction(_input, maker, pool, tree, _report));
            tree.Finish();
            pool.Drain();
        }
        catch (Exception failure)
        {
            // A file that failed stands before whatever the parser stumbled over meanwhile.
            var first = pool.Stop() ?? failure;
            tree.Abandon();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
        _report.ArchiveBytes = _input.Position;
        return _report;
    }

    /// <summary>Writes everything to the disk and reports write errors that no call has reported yet.</summary>
    /// <exception cref="LinuxException"/>
    public void Sync() => TrySync().OrThrow("syncfs", _rootPath);

    /// <inheritdoc cref="Sync"/>
    public SysResult TrySync() => FileSystems.Sync(_root);

    public void Dispose() => _root.Dispose();

    private void Extract(EntryExtraction extraction)
    {
        var reader = new EntryReader(_input!);
        var entry = new ArchiveEntry();
        while (reader.TryRead(entry))
            extraction.Add(entry);
    }
}
