using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>The files and directories of a copy that nothing may change once it is complete: immutable, append-only, in a
/// read-only subvolume. They are protected at the very end, so that further names can be made of such a file, a copy that broke
/// off can be made again over what is there, and a clone can be prepared.</summary>
/// <param name="root">Where the copy is.</param>
/// <param name="omissions">Gets what cannot be protected.</param>
public sealed class TreeProtection
{
    private readonly BytePath _root;
    private readonly Omissions _omissions;
    private readonly List<Entry> _entries = [];

    internal TreeProtection(BytePath root, Omissions omissions) => (_root, _omissions) = (root, omissions);

    /// <summary>Notes an open file or directory. Any thread.</summary>
    internal void Add(Fd file, InodeFlag flags, ReadOnlySpan<byte> path)
    {
        FileStatus.TryGet(file, out var status).OrThrow("statx", BytePath.Escape(path));
        lock (_entries)
            _entries.Add(new Entry(path.ToArray(), status.Inode, flags));
    }

    /// <summary>Protects all of them, once, a subvolume after what is in it. What is not there any more, or is another file by
    /// now, stays as it is.</summary>
    /// <exception cref="LinuxException">The root cannot be opened.</exception>
    public void Apply()
    {
        if (_entries.Count == 0)
            return;
        using var root = Files.OpenDirectory(_root);
        foreach (var entry in _entries)
            Protect(root, entry, entry.Flags & ~InodeFlag.ReadOnlySubvolume);
        foreach (var entry in _entries)
            Protect(root, entry, entry.Flags & InodeFlag.ReadOnlySubvolume);
        _entries.Clear();
    }

    private void Protect(Fd root, Entry entry, InodeFlag flags)
    {
        if (flags == InodeFlag.None)
            return;
        var opened = TryOpen(root, entry.Path, out var file);
        using var closing = file;
        if (opened.IsSuccess && FileStatus.TryGet(file, out var status).IsSuccess && status.Inode != entry.Inode)
            opened = SysResult.Failure(Errno.ENOENT);
        if (opened.IsSuccess)
            foreach (var (flag, name) in CarriedFlags.Each(flags))
                if (InodeFlags.TryAdd(file, flag) is { IsSuccess: false } failed)
                    _omissions.Add($"flag {name} is not kept here: {LinuxException.Describe(failed.Errno)}", entry.Path);
        if (!opened.IsSuccess && !opened.Is(Errno.ENOENT))
            _omissions.Add($"cannot be protected: {LinuxException.Describe(opened.Errno)}", entry.Path);
    }

    /// <summary>Opens an entry component by component, beneath the root, through no symbolic link.</summary>
    private static SysResult TryOpen(Fd root, ReadOnlySpan<byte> path, out Fd file)
    {
        var steps = new TargetPath(path, 0);
        var opened = Files.TryOpenDirectoryBeneath(root, "."u8, out file);
        while (opened.IsSuccess && !steps.IsAtEnd)
        {
            var name = steps.Next();
            using var above = file;
            opened = steps.IsAtEnd
                ? Files.TryOpenQuietly(above, name, out file)
                : Files.TryOpenDirectoryBeneath(above, name, out file);
        }
        return opened.Is(Errno.ELOOP) || opened.Is(Errno.ENOTDIR) ? SysResult.Failure(Errno.ENOENT) : opened;
    }

    private sealed record Entry(byte[] Path, ulong Inode, InodeFlag Flags);
}
