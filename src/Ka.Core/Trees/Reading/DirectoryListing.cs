using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>A directory as the scan found it: the entries that are sent before its subdirectories.</summary>
/// <param name="directory">Held open until the listing is disposed.</param>
/// <param name="path">As in the archive, "/" at the end.</param>
internal sealed class DirectoryListing(ScannedDirectory directory, byte[] path, FileStatus status) : IDisposable
{
    public ScannedDirectory Directory { get; } = directory;

    public byte[] Path { get; } = path;

    public FileStatus Status { get; } = status;

    /// <summary>Why the directory cannot be entered: excluded or a mount point (null, no descriptor), or an error.</summary>
    public SysResult Opened { get; init; } = SysResult.Success(0);

    /// <summary>Result of the last getdents64.</summary>
    public SysResult Listed { get; set; } = SysResult.Success(0);

    /// <summary>False: sent as an empty directory.</summary>
    public bool IsEntered { get; init; }

    /// <summary>All that is no directory, by inode number, so that a disk is read in its own order.</summary>
    public ListedEntry[] Entries { get; set; } = [];

    public byte[] Names { get; set; } = [];

    /// <summary>Notes of the scan that belong behind this directory.</summary>
    public List<TreeReadNote> Notes { get; } = [];

    public ReadOnlySpan<byte> Name(in ListedEntry entry) => Names.AsSpan(entry.Start, entry.Length);

    public void Dispose() => Directory.Release();
}

/// <summary>A name of a listing: its place in <see cref="DirectoryListing.Names"/>, in bytes.</summary>
internal readonly record struct ListedEntry(ulong Inode, FileKind Kind, int Start, int Length);
