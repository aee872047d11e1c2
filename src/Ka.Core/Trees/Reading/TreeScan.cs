using System;
using System.Collections.Generic;
using System.IO;
using Ka.Linux;
using Ka.Runtime;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Walks the tree ahead of the sender on a thread of its own: a directory first, then its subdirectories, each
/// read whole. Never follows a symbolic link and never leaves the file system.</summary>
internal sealed class TreeScan : IDisposable
{
    /// <summary>Names that may be listed and not sent yet; a directory counts at least <see cref="ListingWeight"/>, so
    /// that 256 descriptors at most wait in the queue.</summary>
    private const int NamesAhead = 4096;
    private const int ListingWeight = 16;

    /// <summary>Number of levels above the current level that stay open.</summary>
    private const int OpenLevels = 128;

    private readonly BoundedQueue<DirectoryListing> _queue = new(NamesAhead);
    private readonly Exclusions _exclusions;
    private readonly FileStatus _rootStatus;
    private readonly Stack<Pending> _pending = new();
    private readonly Stack<Level> _levels = new();
    private readonly DirectoryEntries _entries = new(128 << 10);
    private readonly MemoryStream _names = new();
    private readonly List<ListedEntry> _listed = [];
    private readonly List<Pending> _children = [];
    private readonly Prefetch? _prefetch;
    private readonly ScannedDirectory _root;
    private readonly WorkerThread _thread;
    private Exception? _failure;

    /// <param name="root">Owned by the scan from here on.</param>
    /// <param name="prefetch">Reads files ahead of the sender; null: the files are not read.</param>
    public TreeScan(Fd root, in FileStatus status, Exclusions exclusions, Prefetch? prefetch)
    {
        _prefetch = prefetch;
        _exclusions = exclusions;
        _rootStatus = status;
        var directory = new ScannedDirectory(null, []);
        directory.Opened(root, status);
        _root = directory;
        _root.TryAcquire(); // it could not be opened again
        _pending.Push(new Pending(null, [], "./"u8.ToArray(), directory));
        _thread = WorkerThread.Start("scan", Run, Fail, 512 << 10);
    }

    /// <summary>The next directory in the order of the archive; null at the end.</summary>
    public DirectoryListing? Next()
    {
        if (_queue.TryTake(out var listing))
            return listing;
        if (_failure is not null)
            throw new InvalidOperationException("the scan of the tree failed", _failure);
        return null;
    }

    public void Dispose()
    {
        foreach (var listing in _queue.Abandon())
            listing.Dispose();
        _thread.Join();
        foreach (var listing in _queue.Abandon())
            listing.Dispose();
    }

    private void Run()
    {
        try
        {
            while (_pending.TryPop(out var next))
                if (!Visit(next))
                    break;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        while (_levels.TryPop(out var level))
            level.LetGo();
        _root.Release();
        _queue.Complete();
    }

    private void Fail(Exception failure)
    {
        _failure ??= failure;
        _queue.Complete();
    }

    private bool Visit(Pending next)
    {
        LeaveLevels(next.Parent);
        var listing = next.Root is { } root
            ? new DirectoryListing(root, next.Path, _rootStatus) { IsEntered = !_exclusions.Contains(next.Path) }
            : Enter(next);
        if (listing is null)
            return true;
        if (!listing.IsEntered)
            return _queue.TryAdd(listing, ListingWeight);
        Read(listing);
        listing.Directory.TryAcquire();
        try
        {
            if (!_queue.TryAdd(listing, Math.Max(ListingWeight, listing.Entries.Length)))
                return false;
            _prefetch?.Offer(listing);
            return true;
        }
        finally
        {
            listing.Directory.Release();
        }
    }

    /// <summary>Opens a directory below its parent.</summary>
    /// <returns>null when it is no directory any more; a note went out then.</returns>
    private DirectoryListing? Enter(Pending next)
    {
        var directory = new ScannedDirectory(next.Parent, next.Name);
        var found = next.Parent!.TryAcquire();
        if (!found.IsSuccess)
            return Gone(directory, next, found.Errno);
        try
        {
            found = FileStatus.TryGetCached(next.Parent.Fd, next.Name, out var status);
            if (!found.IsSuccess && FileStatus.TryGetMountPoint(next.Parent.Fd, next.Name, out var hidden).IsSuccess)
                (found, status) = (SysResult.Success(0), hidden);
            if (!found.IsSuccess || status.Kind != FileKind.Directory)
                return Gone(directory, next, found.Errno);
            if (IsMountPoint(status) || _exclusions.Contains(next.Path))
                return new DirectoryListing(directory, next.Path, status) { Opened = OpenExcluded(directory, next, ref status) };
            found = Files.TryOpenDirectoryQuietly(next.Parent.Fd, next.Name, out var fd);
            if (found.IsSuccess && FileStatus.TryGet(fd, out var opened).IsSuccess)
            {
                directory.Opened(fd, opened);
                return new DirectoryListing(directory, next.Path, opened) { IsEntered = true };
            }
            fd.Dispose();
            return found.Is(Errno.ENOENT) || found.Is(Errno.ENOTDIR) || found.Is(Errno.ELOOP)
                ? Gone(directory, next, found.Errno)
                : new DirectoryListing(directory, next.Path, status) { Opened = found };
        }
        finally
        {
            next.Parent.Release();
        }
    }

    /// <summary>An excluded directory is opened for its attributes; a mount point is not: they would be another file
    /// system's.</summary>
    private SysResult OpenExcluded(ScannedDirectory directory, Pending next, ref FileStatus status)
    {
        if (IsMountPoint(status))
            return SysResult.Success(0);
        var result = Files.TryOpenDirectoryQuietly(next.Parent!.Fd, next.Name, out var fd);
        if (result.IsSuccess)
            directory.Opened(fd, status);
        return result;
    }

    private bool IsMountPoint(in FileStatus status) =>
        status.KnowsMountRoot ? status.IsMountRoot : status.Device != _rootStatus.Device;

    /// <summary>The note travels in a listing of its own kind: no status, nothing to send.</summary>
    private static DirectoryListing Gone(ScannedDirectory directory, Pending next, Errno errno)
    {
        var unreadable = errno is not (Errno.OK or Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP);
        var listing = new DirectoryListing(directory, next.Path, default);
        listing.Notes.Add(
            unreadable
                ? new TreeReadNote(
                    TreeReadNoteKind.Unreadable,
                    new BytePath(next.Path),
                    $"open: {LinuxException.Describe(errno)}"
                )
                : new TreeReadNote(TreeReadNoteKind.Changed, new BytePath(next.Path), "directory vanished before it was read")
        );
        return listing;
    }

    private void Read(DirectoryListing listing)
    {
        _names.SetLength(0);
        _listed.Clear();
        _children.Clear();
        var fd = listing.Directory.Fd;
        while (true)
        {
            listing.Listed = _entries.Fill(fd);
            if (!listing.Listed.IsSuccess || listing.Listed.Value == 0)
                break;
            while (_entries.TryNext(out var entry))
                Add(listing, fd, entry);
        }
        listing.Names = _names.ToArray();
        _listed.Sort(static (a, b) => a.Inode != b.Inode ? a.Inode.CompareTo(b.Inode) : a.Start.CompareTo(b.Start));
        listing.Entries = [.. _listed];
        PushChildren(listing.Directory);
    }

    private void Add(DirectoryListing listing, Fd fd, in DirectoryEntry entry)
    {
        var kind = entry.Kind;
        if (kind == FileKind.Unknown && FileStatus.TryGetCached(fd, entry.Name, out var status).IsSuccess)
            kind = status.Kind;
        if (kind == FileKind.Directory)
        {
            var path = new byte[listing.Path.Length + entry.Name.Length + 1];
            listing.Path.CopyTo(path, 0);
            entry.Name.CopyTo(path.AsSpan(listing.Path.Length));
            path[^1] = (byte)'/';
            if (path.Length > ArchiveLimits.Path)
                listing.Notes.Add(new TreeReadNote(TreeReadNoteKind.Unreadable, new BytePath(path), "path is too long"));
            else
                _children.Add(new Pending(listing.Directory, entry.Name.ToArray(), path, null) { Inode = entry.Inode });
            return;
        }
        _listed.Add(new ListedEntry(entry.Inode, kind, (int)_names.Length, entry.Name.Length));
        _names.Write(entry.Name);
    }

    private void PushChildren(ScannedDirectory directory)
    {
        if (_children.Count == 0)
            return;
        // Popped in ascending order; the directory stays open until the last of them is.
        _children.Sort(static (a, b) => b.Inode.CompareTo(a.Inode));
        foreach (var child in _children)
            _pending.Push(child);
        directory.TryAcquire();
        _levels.Push(new Level(directory));
        if (_levels.Count > OpenLevels)
            CloseFarLevel();
    }

    /// <summary>Lets go of the directory that is <see cref="OpenLevels"/> above; its other children open it anew.</summary>
    private void CloseFarLevel()
    {
        var distance = 0;
        foreach (var level in _levels)
            if (distance++ == OpenLevels)
            {
                level.LetGo();
                return;
            }
    }

    /// <summary>The levels below <paramref name="parent"/> have no children left.</summary>
    private void LeaveLevels(ScannedDirectory? parent)
    {
        while (_levels.TryPeek(out var level) && level.Directory != parent)
            _levels.Pop().LetGo();
    }

    private sealed record Pending(ScannedDirectory? Parent, byte[] Name, byte[] Path, ScannedDirectory? Root)
    {
        public ulong Inode { get; init; }
    }

    private sealed class Level(ScannedDirectory directory)
    {
        private bool _held = true;

        public ScannedDirectory Directory => directory;

        public void LetGo()
        {
            if (_held)
                directory.Release();
            _held = false;
        }
    }
}
