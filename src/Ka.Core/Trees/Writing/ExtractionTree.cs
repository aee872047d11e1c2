using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>The directories from the root down to where the last entry went, open. The kernel
/// ensures that every step down stays beneath the root (openat2(2)); a directory that is left gets its attributes.</summary>
internal sealed class ExtractionTree(Fd root, FilePool pool)
{
    /// <summary>Levels that stay open; those above are opened anew when needed.</summary>
    private const int OpenLevels = 128;

    private readonly List<TargetDirectory> _levels = [];
    private readonly ByteBuffer _parent = new();
    private readonly byte[] _acl = new byte[Xattrs.MaxValueLength];
    private bool _isParentKnown;

    /// <summary>Looks at the root. Call once, first.</summary>
    public void Open() => _levels.Add(Existing(null, [], root));

    /// <summary>The directory that an entry belongs in; missing ones are made.</summary>
    /// <param name="name">In it; empty when the path is the root's.</param>
    public TargetDirectory Enter(ReadOnlySpan<byte> path, long offset, out ReadOnlySpan<byte> name)
    {
        var cut = path.LastIndexOf((byte)'/') + 1;
        name = path[cut..];
        if (_isParentKnown && path[..cut].SequenceEqual(_parent.Bytes) && IsPlain(name))
            return _levels[^1];
        var steps = new TargetPath(path, offset);
        var depth = 0;
        name = default;
        while (!steps.IsAtEnd)
        {
            name = steps.Next();
            if (steps.IsAtEnd)
                break;
            if (depth + 1 == _levels.Count || !_levels[depth + 1].Name.AsSpan().SequenceEqual(name))
            {
                LeaveTo(depth);
                Push(name, path, FilePermissions.Executable);
            }
            depth++;
        }
        LeaveTo(depth);
        _parent.Set(path[..cut]);
        _isParentKnown = IsPlain(path[cut..]);
        EnsureOpen(depth);
        return _levels[depth];
    }

    /// <summary>An entry for a directory: made, or taken as it is there.</summary>
    public void EnterDirectory(ArchiveEntry entry)
    {
        Enter(entry.Path.Bytes, entry.Offset, out var name);
        if (!name.IsEmpty)
            Push(name, entry.Path.Bytes, FilePermissions.PrivateExecutable);
        _levels[^1].Attributes = entry.Attributes;
        _isParentKnown = false;
    }

    /// <summary>The directory in which a hard link's target is; opened for the caller, nothing made.</summary>
    public Fd OpenParent(ReadOnlySpan<byte> path, long offset, out ReadOnlySpan<byte> name)
    {
        var steps = new TargetPath(path, offset);
        if (steps.IsAtEnd)
            throw new ArchiveException(offset, "hard link to the root");
        var at = root;
        while (true)
        {
            name = steps.Next();
            if (steps.IsAtEnd)
                return at == root ? Step(root, root, "."u8, path) : at;
            at = Step(root, at, name, path);
        }
    }

    /// <summary>Leaves all directories.</summary>
    public void Finish() => LeaveTo(-1);

    /// <summary>After a failure: closes everything and changes nothing.</summary>
    public void Abandon()
    {
        foreach (var level in _levels)
            level.Close();
        _levels.Clear();
    }

    private static Fd Step(Fd root, Fd from, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var opened = Files.TryOpenDirectoryBeneath(from, name, out var fd);
        if (from != root)
            from.Dispose();
        EntryCreator.Check(opened, "open target", path);
        return fd;
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && !name.Contains((byte)0);

    private void Push(ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, uint permissions)
    {
        EnsureOpen(_levels.Count - 1);
        var parent = _levels[^1];
        pool.WaitFor(parent, name);
        var made = Files.MakeDirectory(parent.Fd, name, permissions);
        if (made.Is(Errno.EEXIST))
            _levels.Add(OpenExisting(parent, name, path, permissions));
        else
        {
            EntryCreator.Check(made, "mkdir", path);
            _levels.Add(OpenNew(parent, name, path));
        }
        CloseFarLevel();
    }

    private static TargetDirectory OpenNew(TargetDirectory parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        EntryCreator.Check(Files.TryOpenDirectoryBeneath(parent.Fd, name, out var fd), "open", path);
        return new TargetDirectory(parent, name.ToArray(), fd) { IsNeutral = parent.IsNeutral };
    }

    private TargetDirectory OpenExisting(
        TargetDirectory parent,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> path,
        uint permissions
    )
    {
        var opened = Files.TryOpenDirectoryBeneath(parent.Fd, name, out var fd);
        if (opened.IsSuccess)
            return Existing(parent, name.ToArray(), fd);
        fd.Dispose();
        if (!opened.Is(Errno.ENOTDIR) && !opened.Is(Errno.ELOOP))
            EntryCreator.Check(opened, "open", path);
        EntryCreator.Remove(parent.Fd, name, path);
        EntryCreator.Check(Files.MakeDirectory(parent.Fd, name, permissions), "mkdir", path);
        return OpenNew(parent, name, path);
    }

    /// <summary>Remembers what a directory that we did not just make has, and takes away what files would inherit.</summary>
    private TargetDirectory Existing(TargetDirectory? parent, byte[] name, Fd fd)
    {
        // If we were in it before, its last files and its attributes must have arrived.
        pool.Drain();
        var status = FileStatus.Get(fd, new BytePath(name));
        var inherited = Xattrs.Get(fd, "system.posix_acl_default"u8, _acl);
        var acl = inherited.IsSuccess && inherited.Value > 0 ? _acl.AsSpan(0, (int)inherited.Value).ToArray() : null;
        var directory = new TargetDirectory(parent, name, fd)
        {
            IsNeutral = (status.Permissions & FilePermissions.SetGroup) == 0,
            Previous = new TargetDirectory.PreviousState(status.Modified, acl),
        };
        if (acl is not null)
            EntryCreator.Check(Xattrs.Remove(fd, "system.posix_acl_default"u8), "removexattr", directory);
        return directory;
    }

    private void LeaveTo(int depth)
    {
        while (_levels.Count - 1 > depth)
        {
            var last = _levels.Count - 1;
            EnsureOpen(last);
            var left = _levels[last];
            _levels.RemoveAt(last);
            _isParentKnown = false;
            pool.Release(left);
        }
    }

    private void CloseFarLevel()
    {
        var far = _levels.Count - 1 - OpenLevels;
        if (far <= 0 || !_levels[far].IsOpen)
            return;
        if (!_levels[far].IsQuiet)
            pool.Drain();
        _levels[far].Close();
    }

    /// <summary>Opens a level anew, and those directly above it, so that a way up costs one walk per
    /// <see cref="OpenLevels"/>.</summary>
    private void EnsureOpen(int depth)
    {
        if (_levels[depth].IsOpen)
            return;
        var open = depth;
        while (!_levels[open].IsOpen)
            open--;
        for (var next = open + 1; next <= depth; next++)
        {
            var above = _levels[next - 1];
            EntryCreator.Check(Files.TryOpenDirectoryBeneath(above.Fd, _levels[next].Name, out var fd), "open", _levels[next]);
            _levels[next].Reopen(fd);
            if (next - 1 > open && depth - (next - 1) > OpenLevels / 2)
                above.Close();
        }
    }
}
