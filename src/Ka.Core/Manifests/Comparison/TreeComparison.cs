using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Trees.Reading;

namespace Ka.Manifests.Comparison;

/// <summary>Goes through one tree as its manifest does: opens each directory below its parent, never through a link, lists what
/// is in it, and gives what should be in it to the pool.</summary>
internal sealed class TreeComparison
{
    private const int EntriesPerJob = 64;

    /// <summary>Number of levels above the current level that stay open.</summary>
    private const int OpenLevels = 128;

    private readonly Fd _root;
    private readonly FileStatus _rootStatus;
    private readonly InodeFlagSupport _flags;
    private readonly BytePath _place;
    private readonly IReadOnlyList<BytePath> _places;
    private readonly ComparisonPool _pool;
    private readonly EntryComparison _comparison = new(withContents: false);
    private readonly DirectoryEntries _listing = new();
    private readonly Stack<TreeLevel> _levels = new();
    private ManifestItem.Entry? _directory;
    private List<ManifestItem.Entry> _entries = [];

    /// <param name="root">The tree's root; closed by the comparison.</param>
    /// <param name="place">The tree's place, as in the manifest.</param>
    /// <param name="places">The places of all trees, as a clone sees them: file systems mounted there are expected.</param>
    public TreeComparison(Fd root, in FileStatus status, BytePath place, IReadOnlyList<BytePath> places, ComparisonPool pool)
    {
        (_root, _rootStatus, _place, _places, _pool) = (root, status, place, places, pool);
        _flags = InodeFlagSupport.Of(root);
    }

    /// <summary>The next entry of the manifest.</summary>
    /// <exception cref="ManifestException">Its parent did not come before.</exception>
    public void Add(ManifestItem.Entry entry)
    {
        if (!ManifestType.IsDirectory(entry.Type))
        {
            _entries.Add(entry);
            return;
        }
        Flush();
        _directory = entry;
    }

    /// <summary>There are no more entries.</summary>
    public void End()
    {
        Flush();
        while (_levels.Count > 0)
            Leave();
        _pool.Drain();
        _root.Dispose();
    }

    private void Flush()
    {
        if (_directory is not { } entry)
            return;
        _directory = null;
        while (_levels.TryPeek(out var above) && !entry.Name.AsSpan().StartsWith(above.Path))
            Leave();
        var job = new ComparisonJob(_place, entry.Name) { Flags = _flags };
        var level = new TreeLevel(
            entry.Name,
            _levels.TryPeek(out var parent) ? Enter(parent, entry, job) : EnterRoot(entry, job)
        );
        _levels.Push(level);
        if (_levels.Count > OpenLevels)
            CloseFarLevel();
        _pool.Add(job);
        if (level.Directory is not null)
            Send(level);
        _entries = [];
    }

    private ScannedDirectory? EnterRoot(ManifestItem.Entry entry, ComparisonJob job)
    {
        if (!entry.Name.AsSpan().SequenceEqual("./"u8))
            throw OutOfOrder(entry);
        var directory = new ScannedDirectory(null, []);
        directory.Opened(_root, _rootStatus);
        directory.TryAcquire(); // it could not be opened again
        Compare(entry, job, directory, _rootStatus);
        return entry.Type == ManifestType.ExcludedDirectory ? null : directory;
    }

    /// <returns>null when there is nothing to look into; the reason was added as a difference.</returns>
    private ScannedDirectory? Enter(TreeLevel parent, ManifestItem.Entry entry, ComparisonJob job)
    {
        if (entry.Name.Length == parent.Path.Length)
            throw OutOfOrder(entry);
        var name = entry.Name.AsSpan(parent.Path.Length, entry.Name.Length - parent.Path.Length - 1);
        if (name.Contains((byte)'/'))
            throw OutOfOrder(entry);
        if (parent.Directory is not { } above)
            return null;
        parent.Unexpected.Remove(new BytePath(name));
        var opened = above.TryAcquire();
        if (!opened.IsSuccess)
            return Gone(job, opened);
        try
        {
            opened = FileStatus.TryGetCached(above.Fd, name, out var status);
            if (!opened.IsSuccess)
                return Gone(job, opened);
            return EntryComparison.IsOfType(job, default, entry.Type, status) && !IsHidden(entry, job, status)
                ? Open(above, name, entry, job)
                : null;
        }
        finally
        {
            above.Release();
        }
    }

    private static ManifestException OutOfOrder(ManifestItem.Entry entry) =>
        new($"'{BytePath.Escape(entry.Name)}' comes without the directory it is in");

    private ScannedDirectory? Open(ScannedDirectory above, ReadOnlySpan<byte> name, ManifestItem.Entry entry, ComparisonJob job)
    {
        var opened = Files.TryOpenDirectoryQuietly(above.Fd, name, out var fd);
        FileStatus status = default;
        if (opened.IsSuccess)
            opened = FileStatus.TryGet(fd, out status);
        if (!opened.IsSuccess)
        {
            fd.Dispose();
            return Gone(job, opened);
        }
        var directory = new ScannedDirectory(above, name.ToArray());
        directory.Opened(fd, status);
        Compare(entry, job, directory, status);
        if (entry.Type != ManifestType.ExcludedDirectory)
            return directory;
        directory.Release();
        return null;
    }

    private static ScannedDirectory? Gone(ComparisonJob job, SysResult why)
    {
        if (why.Is(Errno.ENOENT))
            job.Add(default, DifferenceKind.Missing, "missing, with all that is in it");
        else
            job.Add(default, DifferenceKind.Unreadable, "open", found: LinuxException.Describe(why.Errno));
        return null;
    }

    /// <summary>True when a file system is mounted on it; a difference unless the golden node had one mounted there,
    /// too.</summary>
    private bool IsHidden(ManifestItem.Entry entry, ComparisonJob job, in FileStatus status)
    {
        if (entry.Type == ManifestType.MountPoint && IsPlace(job))
            return true;
        if (!(status.KnowsMountRoot ? status.IsMountRoot : status.Device != _rootStatus.Device))
            return false;
        if (entry.Type != ManifestType.MountPoint)
            job.Add(default, DifferenceKind.Hidden, "something is mounted here: what is below it is not compared");
        return true;
    }

    private bool IsPlace(ComparisonJob job)
    {
        var path = TreePath.Of(_place, job.PathOf(default));
        foreach (var place in _places)
            if (place == path)
                return true;
        return false;
    }

    /// <summary>Compares a directory, but the time of an excluded one, which changes with its contents, and the attributes of a
    /// mount point, which were another file system's.</summary>
    private void Compare(ManifestItem.Entry entry, ComparisonJob job, ScannedDirectory directory, in FileStatus status)
    {
        EntryComparison.CompareStatus(job, default, entry, status, entry.Type != ManifestType.ExcludedDirectory);
        if (entry.Type == ManifestType.MountPoint)
            return;
        _comparison.CompareAttributes(job, default, entry, directory.Fd, default);
        EntryComparison.CompareFlags(job, default, entry, directory.Fd, status);
    }

    /// <summary>Lists the directory, and has what should be in it compared.</summary>
    private void Send(TreeLevel level)
    {
        var entries = _entries.ToArray();
        List(level, entries);
        for (var start = 0; start < entries.Length; start += EntriesPerJob)
        {
            level.Directory!.TryAcquire();
            _pool.Add(
                new ComparisonJob(_place, level.Path)
                {
                    Directory = level.Directory,
                    Flags = _flags,
                    Entries = new ArraySegment<ManifestItem.Entry>(
                        entries,
                        start,
                        Math.Min(EntriesPerJob, entries.Length - start)
                    ),
                }
            );
        }
    }

    private void List(TreeLevel level, ManifestItem.Entry[] entries)
    {
        var sorted = (ManifestItem.Entry[])entries.Clone();
        Array.Sort(sorted, static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        var fd = level.Directory!.Fd;
        SysResult filled;
        while ((filled = _listing.Fill(fd)) is { IsSuccess: true, Value: > 0 })
        while (_listing.TryNext(out var found))
            if (!IsAmong(sorted, found.Name) && !IsSocket(fd, found))
                level.Unexpected.Add(new BytePath(found.Name));
        if (filled.IsSuccess)
            return;
        var job = new ComparisonJob(_place, level.Path);
        job.Add(default, DifferenceKind.Unreadable, "getdents64", found: LinuxException.Describe(filled.Errno));
        _pool.Add(job);
    }

    private static bool IsAmong(ManifestItem.Entry[] sorted, ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, sorted.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = name.SequenceCompareTo(sorted[middle].Name);
            if (order == 0)
                return true;
            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }
        return false;
    }

    /// <summary>Sockets are not sent: they are their program's.</summary>
    private static bool IsSocket(Fd directory, in DirectoryEntry entry) =>
        entry.Kind == FileKind.Socket
        || (
            entry.Kind == FileKind.Unknown
            && FileStatus.TryGetCached(directory, entry.Name, out var status).IsSuccess
            && status.Kind == FileKind.Socket
        );

    private void Leave()
    {
        var level = _levels.Pop();
        var job = new ComparisonJob(_place, level.Path);
        foreach (var name in level.Extra())
            job.Add(name, DifferenceKind.Extra, "extra: it was not sent");
        level.LetGo();
        _pool.Add(job);
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
}
