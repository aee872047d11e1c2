using System;
using Ka.Linux;
using Ka.Manifests;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Sends one entry after the other: looks at it, opens it, and makes sure that what it opened is what it saw.</summary>
internal sealed class EntrySender
{
    /// <summary>How often a name is looked at again when something else stands there at every look.</summary>
    private const int Attempts = 3;

    private readonly HeaderWriter _header;
    private readonly HardLinkTable _links = new();
    private readonly TreeReadReport _report;
    private readonly AttributeReader _attributes;
    private readonly FlagReader _flags;
    private readonly ContentSender _contents;
    private readonly ManifestWriter? _manifest;
    private readonly ContentHash? _hash;
    private readonly byte[] _target = new byte[ArchiveLimits.LinkTarget + 1];

    /// <param name="root">The root of the tree, open.</param>
    /// <param name="manifest">Gets every entry; may be null.</param>
    public EntrySender(ArchiveOutput output, HeaderWriter header, Fd root, TreeReadReport report, ManifestWriter? manifest)
    {
        _header = header;
        _report = report;
        _manifest = manifest;
        _hash = manifest is null ? null : new ContentHash();
        _attributes = new AttributeReader(root, header.Records, report, manifest);
        _flags = new FlagReader(root, header.Records, report, manifest);
        _contents = new ContentSender(output, report, _hash);
    }

    /// <summary>A directory without what is in it.</summary>
    public void SendDirectory(DirectoryListing listing)
    {
        if (listing.Directory.IsOpen)
        {
            _attributes.Read(listing.Directory.Fd, listing.Path);
            _flags.Read(listing.Directory.Fd, listing.Status, listing.Path);
        }
        _header.Write(TarType.Directory, listing.Path, listing.Status, 0);
        _manifest?.AddDirectory(TypeOf(listing), listing.Path, listing.Status);
        _report.Directories++;
    }

    /// <summary>Anything but a directory.</summary>
    /// <param name="name">In <paramref name="directory"/>.</param>
    /// <param name="path">In the archive.</param>
    public void Send(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = FileStatus.TryGet(directory, name, out var status);
            if (!found.IsSuccess)
            {
                Missed(path, "statx", found.Errno);
                return;
            }
            if (status.IsMountRoot)
            {
                _report.AddChanged(path, "mount point of a single file, not sent");
                return;
            }
            if (SendAlias(status, path) || SendAs(directory, name, path, status))
                return;
        }
        _report.AddChanged(path, "replaced again and again while it was read, not sent");
    }

    private static byte TypeOf(DirectoryListing listing) =>
        listing.IsEntered ? ManifestType.Directory
        : listing.Opened.IsSuccess && !listing.Directory.IsOpen ? ManifestType.MountPoint
        : ManifestType.ExcludedDirectory;

    /// <returns>false when it was replaced: look again.</returns>
    private bool SendAs(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, in FileStatus status)
    {
        switch (status.Kind)
        {
            case FileKind.Regular:
                return SendFile(directory, name, path);
            case FileKind.SymbolicLink:
                return SendSymbolicLink(directory, name, path, status);
            case FileKind.CharacterDevice:
                return SendSpecial(TarType.CharacterDevice, directory, name, path, status);
            case FileKind.BlockDevice:
                return SendSpecial(TarType.BlockDevice, directory, name, path, status);
            case FileKind.Fifo:
                return SendSpecial(TarType.Fifo, directory, name, path, status);
            case FileKind.Socket:
                _report.AddChanged(path, "socket, not sent");
                return true;
            default:
                _report.AddChanged(path, "became a directory while the tree was read, not sent");
                return true;
        }
    }

    /// <returns>true when this inode was sent under another name.</returns>
    private bool SendAlias(in FileStatus status, ReadOnlySpan<byte> path)
    {
        var first = _links.Find(status);
        if (first.IsEmpty)
            return false;
        _header.WriteLink(TarType.HardLink, path, status, first);
        _manifest?.AddHardLink(path, first);
        _links.SentAgain(status);
        _report.HardLinks++;
        return true;
    }

    private bool SendFile(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var opened = Files.TryOpenQuietly(directory, name, out var file);
        using var closing = file;
        if (opened.Is(Errno.ELOOP) || opened.Is(Errno.ENXIO))
            return false;
        if (opened.IsSuccess)
            opened =
                FileStatus.TryGet(file, out var status) is { IsSuccess: false } failed ? failed
                : status.Kind != FileKind.Regular ? SysResult.Failure(Errno.ELOOP)
                : SendOpened(file, status, path);
        else
            Missed(path, "open", opened.Errno);
        return !opened.Is(Errno.ELOOP);
    }

    private SysResult SendOpened(Fd file, in FileStatus status, ReadOnlySpan<byte> path)
    {
        if (SendAlias(status, path))
            return SysResult.Success(0);
        _attributes.Read(file, path);
        _flags.Read(file, status, path);
        var sparse = SparseProbe.Probe(file, status);
        if (sparse is null)
        {
            _header.Write(TarType.Regular, path, status, status.Size);
            _contents.Send(file, status, path);
        }
        else
        {
            var map = sparse.ToText();
            var size = map.Length + TarLayout.Padding(map.Length) + sparse.DataLength;
            _header.WriteSparse(path, status, sparse, size);
            _contents.SendSparse(file, status, sparse, map, path);
        }
        _manifest?.AddFile(path, status, _hash!.Take());
        _links.Sent(status, path);
        _report.Files++;
        return SysResult.Success(0);
    }

    private bool SendSymbolicLink(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, in FileStatus status)
    {
        var read = Files.ReadSymbolicLink(directory, name, _target);
        if (read.Is(Errno.EINVAL))
            return false;
        if (!read.IsSuccess)
        {
            Missed(path, "readlink", read.Errno);
            return true;
        }
        _attributes.Read(directory, name, path);
        var target = _target.AsSpan(0, (int)read.Value);
        _header.WriteLink(TarType.SymbolicLink, path, status, target);
        _manifest?.AddSymbolicLink(path, status, target);
        _links.Sent(status, path);
        _report.SymbolicLinks++;
        return true;
    }

    private bool SendSpecial(byte type, Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, in FileStatus status)
    {
        _attributes.Read(directory, name, path);
        _header.Write(type, path, status, 0);
        _manifest?.AddSpecial(type, path, status);
        _links.Sent(status, path);
        _report.SpecialFiles++;
        return true;
    }

    private void Missed(ReadOnlySpan<byte> path, string operation, Errno errno)
    {
        if (errno == Errno.ENOENT)
            _report.AddChanged(path, "vanished before it was read");
        else
            _report.AddUnreadable(path, operation, errno);
    }
}
