using System;
using System.Collections.Generic;
using System.IO.Hashing;
using System.Threading;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>A directory being filled, shared by the parser and by the files still to be written into it.</summary>
/// <remarks>The last user to release it sets its attributes, times included, and closes it.</remarks>
/// <param name="parent">null for the root.</param>
/// <param name="name">In its parent.</param>
internal sealed class TargetDirectory(TargetDirectory? parent, byte[] name, Fd fd)
{
    private readonly HashSet<ulong> _names = [];
    private int _references = 1;
    private int _namesFrom = -1;
    private Fd? _fd = fd;

    public TargetDirectory? Parent { get; } = parent;

    public byte[] Name { get; } = name;

    /// <summary>What is made in it gets our owner and group and the permissions asked for: no setgid bit, no default
    /// ACL.</summary>
    public bool IsNeutral { get; init; }

    /// <summary>What an existing directory had; null when we made it.</summary>
    public PreviousState? Previous { get; init; }

    /// <summary>What the archive says about it; null when it had no entry.</summary>
    public NodeAttributes? Attributes { get; set; }

    public Fd Fd => _fd ?? throw new ObjectDisposedException(nameof(TargetDirectory));

    public bool IsOpen => _fd is not null;

    /// <summary>No file is on its way into it.</summary>
    public bool IsQuiet => Volatile.Read(ref _references) == 1;

    public void AddReference() => Interlocked.Increment(ref _references);

    /// <returns>true for the last user, which has to finish it.</returns>
    public bool RemoveReference() => Interlocked.Decrement(ref _references) == 0;

    public void Reopen(Fd fd) => _fd = fd;

    public void Close()
    {
        _fd?.Dispose();
        _fd = null;
    }

    /// <summary>Inside the root, for messages.</summary>
    public string Path()
    {
        var path = BytePath.Escape(Name);
        for (var above = Parent; above?.Parent is not null; above = above.Parent)
            path = $"{BytePath.Escape(above.Name)}/{path}";
        return $"./{path}";
    }

    /// <summary>Inside the root, as an archive has it, with a slash at its end.</summary>
    public byte[] BytesOfPath() => Parent is null ? [.. "./"u8] : [.. Parent.BytesOfPath(), .. Name, (byte)'/'];

    /// <summary>Notes that a file of this name is on its way.</summary>
    /// <param name="round">Grows each time that all files have arrived.</param>
    /// <returns>How many are noted; 0 when there was one of this name already.</returns>
    public int NoteOnItsWay(ReadOnlySpan<byte> name, int round)
    {
        Forget(round);
        return _names.Add(XxHash3.HashToUInt64(name)) ? _names.Count : 0;
    }

    /// <summary>A file of this name may be on its way.</summary>
    public bool MayBeOnItsWay(ReadOnlySpan<byte> name, int round)
    {
        Forget(round);
        return _names.Count > 0 && _names.Contains(XxHash3.HashToUInt64(name));
    }

    private void Forget(int round)
    {
        if (_namesFrom != round)
            _names.Clear();
        _namesFrom = round;
    }

    /// <summary>Given back when the archive says nothing about the directory.</summary>
    /// <param name="DefaultAcl">Taken away meanwhile so that new files do not inherit from it.</param>
    internal sealed record PreviousState(UnixTime Modified, byte[]? DefaultAcl);
}
