using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.RootTrees;

/// <summary>The flags of files and directories of a tree that forbid even root to change them (i and a of chattr(1)): lifted for
/// a change, and set again behind it. One thread, root.</summary>
internal sealed class FlagLift(RootTree tree)
{
    private const InodeFlag Protecting = InodeFlag.Immutable | InodeFlag.AppendOnly;

    /// <summary>Carries out a change. What has the name of a protected file behind it is protected again, and so is the file when
    /// it was moved.</summary>
    /// <param name="paths">What may be in the way; without links.</param>
    /// <exception cref="LinuxException">Flags cannot be lifted or set again.</exception>
    public void Around(IEnumerable<string> paths, Action change)
    {
        var lifted = new List<Lifted>();
        try
        {
            foreach (var path in paths)
                if (TryLift(path) is { } one)
                    lifted.Add(one);
            change();
        }
        finally
        {
            foreach (var one in lifted)
                using (one.File)
                    GiveBack(one);
        }
    }

    /// <summary>What is protected in a directory, at any depth, and the directory itself.</summary>
    /// <returns>Paths without links; those of directories before what is in them.</returns>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public IReadOnlyList<string> FindBelow(string directory)
    {
        var found = new List<string>();
        var pending = new Stack<string>();
        if (tree.Resolve(directory) is { } root)
            pending.Push(root);
        while (pending.TryPop(out var path))
        {
            using (var file = TryOpen(path, out var kind))
            {
                if (file is null)
                    continue;
                if (ProtectionOf(file) != InodeFlag.None)
                    found.Add(path);
                if (kind != FileKind.Directory)
                    continue;
            }
            foreach (var name in tree.List(path))
                pending.Push($"{path.TrimEnd('/')}/{name}");
        }
        return found;
    }

    /// <summary>None also where a file system has no flags.</summary>
    private static InodeFlag ProtectionOf(Fd file) =>
        InodeFlags.TryGetSet(file, out var flags).IsSuccess ? flags & Protecting : InodeFlag.None;

    private Lifted? TryLift(string path)
    {
        var file = TryOpen(path, out _);
        if (file is null)
            return null;
        var flags = ProtectionOf(file);
        var removed = flags == InodeFlag.None ? default : InodeFlags.TryRemove(file, flags);
        if (flags != InodeFlag.None && removed.IsSuccess)
            return new Lifted(path, file, flags);
        file.Dispose();
        removed.OrThrow("chattr -ia", tree.Quoted(path));
        return null;
    }

    private void GiveBack(Lifted one)
    {
        using var named = TryOpen(one.Path, out _);
        if (named is not null)
            InodeFlags.TryAdd(named, one.Flags).OrThrow("chattr", tree.Quoted(one.Path));
        else if (FileStatus.TryGet(one.File, out var status).IsSuccess && status.Links > 0)
            InodeFlags.TryAdd(one.File, one.Flags).OrThrow("chattr", tree.Quoted(one.Path));
    }

    /// <summary>null: nothing is there, or it is neither a file nor a directory.</summary>
    private Fd? TryOpen(string path, out FileKind kind)
    {
        kind = tree.TryStatus(path) is { } status ? status.Kind : FileKind.Unknown;
        return kind is FileKind.Regular or FileKind.Directory ? tree.Open(path) : null;
    }

    private readonly record struct Lifted(string Path, Fd File, InodeFlag Flags);
}
