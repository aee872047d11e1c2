using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Finds what of a tree does not fit into a file system. The first file of each kind is kept, the others are
/// counted.</summary>
internal sealed class TreeFit(TreeLimits limits)
{
    /// <summary>A file of FAT has fewer bytes than that.</summary>
    private const long FatFile = 1L << 32;

    private readonly Dictionary<TreeMisfitKind, TreeMisfit> _found = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly byte[] _list = limits.Attributes is null ? [] : new byte[Xattrs.MaxListLength];

    public IReadOnlyList<TreeMisfit> Found => [.. _found.Values.OrderBy(one => one.Kind)];

    /// <summary>A directory; its name is checked, too.</summary>
    public void AddDirectory(DirectoryListing listing)
    {
        AddName(listing.Path);
        // What is mounted there is not copied, and its attributes are not those of the directory below.
        if (!listing.Directory.IsOpen)
            return;
        AddOwner(listing.Status, listing.Path);
        if (limits.Attributes is not null)
            AddAttributes(Xattrs.List(listing.Directory.Fd, _list), listing.Directory.Fd, default, listing.Path);
    }

    /// <summary>Anything but a directory.</summary>
    /// <param name="directory">Has it under <paramref name="name"/>.</param>
    /// <param name="isAgain">It has another name that was seen.</param>
    public void Add(Fd directory, ReadOnlySpan<byte> name, in FileStatus status, bool isAgain, ReadOnlySpan<byte> path)
    {
        if (status.Kind == FileKind.SymbolicLink && limits.LongestLink is { } most and > 0 && status.Size > most)
            Add(TreeMisfitKind.Link, path, $"{status.Size} bytes, {most} at most");
        if (KindFault(status, isAgain) is { } fault)
            Add(TreeMisfitKind.Kind, path, fault);
        AddName(path);
        AddOwner(status, path);
        if (limits.Attributes is not null)
            AddAttributes(Xattrs.List(directory, name, _list), directory, name, path);
    }

    private string? KindFault(in FileStatus status, bool isAgain) =>
        status.Kind == FileKind.SymbolicLink ? (limits.LongestLink == 0 ? "a symbolic link" : null)
        : !limits.IsFat ? null
        : status.Kind != FileKind.Regular ? "a device, a fifo or a socket"
        : isAgain ? "a file with several names"
        : status.Size >= FatFile ? $"{status.Size} bytes, {FatFile - 1} at most"
        : null;

    private void AddName(ReadOnlySpan<byte> path)
    {
        if (!limits.IsFat)
            return;
        var plain = path.TrimEnd((byte)'/');
        if (FatName.Fault(plain[(plain.LastIndexOf((byte)'/') + 1)..]) is { } fault && !plain.SequenceEqual("."u8))
            Add(TreeMisfitKind.Name, path, fault);
        else if (!_names.Add(FatName.Key(path)))
            Add(TreeMisfitKind.Name, path, "another name differs from it by upper and lower case only");
    }

    /// <summary>There everything is the mounting user's, and all may read it.</summary>
    private void AddOwner(in FileStatus status, ReadOnlySpan<byte> path)
    {
        const uint Special = FilePermissions.Mask & ~FilePermissions.Full;
        var isPlain = status is { Owner: 0, Group: 0 } && (status.Permissions & (Special | 4)) == 4;
        if (limits.IsFat && !isPlain)
            Add(
                TreeMisfitKind.Owner,
                path,
                $"owner {status.Owner}:{status.Group}, mode {Convert.ToString(status.Permissions, 8)}"
            );
    }

    private void AddAttributes(SysResult listed, Fd fd, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> path)
    {
        var room = limits.Attributes!.Value;
        var names = _list.AsSpan(0, listed.IsSuccess ? (int)listed.Value : 0);
        while (names.IndexOf((byte)0) is > 0 and var end)
        {
            var name = names[..end];
            names = names[(end + 1)..];
            if (!CarriedAttributes.IsCarried(name))
                continue;
            var got = entry.IsEmpty ? Xattrs.Get(fd, name, []) : Xattrs.Get(fd, entry, name, []);
            if (got.IsSuccess && !AttributeRoom.TryPut(ref room, name, (int)got.Value))
            {
                Add(TreeMisfitKind.Attributes, path, $"{BytePath.Escape(name)} has {got.Value} bytes");
                return;
            }
        }
    }

    private void Add(TreeMisfitKind kind, ReadOnlySpan<byte> path, string reason) =>
        _found[kind] = _found.TryGetValue(kind, out var first)
            ? first with
            {
                Others = first.Others + 1,
            }
            : new TreeMisfit(kind, new BytePath(path), reason, 0);
}
