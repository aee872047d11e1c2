using System;
using System.Threading;
using Ka.Linux;
using Ka.Tar;
using Ka.Trees.Reading;

namespace Ka.Manifests.Comparison;

/// <summary>Compares files, links and directories with their entries in the manifest. Each thread has its own.</summary>
/// <param name="withContents">True when files are read, past the page cache as far as that can be.</param>
internal sealed class EntryComparison(bool withContents)
{
    private readonly byte[] _buffer = new byte[512 << 10];
    private readonly byte[] _target = new byte[ArchiveLimits.LinkTarget + 1];
    private readonly ContentHash _hash = new();
    private readonly AttributeComparison _attributes = new();
    private long _bytes;

    /// <summary>Contents that were compared. Read by any thread.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Compares an entry that is no directory.</summary>
    public void Compare(ComparisonJob job, ManifestItem.Entry entry)
    {
        var directory = job.Directory!.Fd;
        var found = FileStatus.TryGet(directory, entry.Name, out var status);
        if (found.Is(Errno.ENOENT))
            job.Add(entry.Name, DifferenceKind.Missing, "missing");
        else if (!found.IsSuccess)
            Unreadable(job, entry, "statx", found);
        else if (status.IsMountRoot)
            job.Add(entry.Name, DifferenceKind.Hidden, "something is mounted here: what is below it is not compared");
        else if (entry.Type == ManifestType.HardLink)
            job.Linked.Add(new ComparisonJob.LinkedName(entry.Name, status, entry.Link));
        else if (IsOfType(job, entry.Name, entry.Type, status))
            CompareNode(job, entry, directory, status);
    }

    /// <summary>Compares the attributes that every inode has, a directory's too.</summary>
    /// <param name="name">For the message; a directory's is empty.</param>
    public static void CompareStatus(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        ManifestItem.Entry entry,
        in FileStatus status,
        bool withTime = true
    )
    {
        if (entry.Type != ManifestType.SymbolicLink && entry.Permissions != status.Permissions)
            job.Add(name, DifferenceKind.Permissions, "mode", Octal(entry.Permissions), Octal(status.Permissions));
        if (entry.Owner != status.Owner || entry.Group != status.Group)
            job.Add(name, DifferenceKind.Owner, "owner", $"{entry.Owner}:{entry.Group}", $"{status.Owner}:{status.Group}");
        if (withTime && entry.Modified != status.Modified)
            job.Add(name, DifferenceKind.Modified, "mtime", Show(entry.Modified), Show(status.Modified));
    }

    /// <inheritdoc cref="AttributeComparison.Compare"/>
    public void CompareAttributes(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        ManifestItem.Entry entry,
        Fd fd,
        ReadOnlySpan<byte> unopened
    ) => _attributes.Compare(job, name, entry.Attributes, fd, unopened);

    /// <summary>Compares the flags of an open file or directory.</summary>
    public static void CompareFlags(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        ManifestItem.Entry entry,
        Fd file,
        in FileStatus status
    )
    {
        var got = InodeFlags.TryGet(file, status, job.Flags, out var flags);
        var found = CarriedFlags.Of(flags);
        if (!got.IsSuccess)
            job.Add(name, DifferenceKind.Unreadable, "flags", found: LinuxException.Describe(got.Errno));
        else if (found != entry.Flags)
            job.Add(name, DifferenceKind.Flags, "flags", CarriedFlags.Describe(entry.Flags), CarriedFlags.Describe(found));
    }

    /// <returns>false, and a difference was added, when it is of another type.</returns>
    public static bool IsOfType(ComparisonJob job, ReadOnlySpan<byte> name, byte type, in FileStatus status)
    {
        var expected = type switch
        {
            ManifestType.File => FileKind.Regular,
            ManifestType.SymbolicLink => FileKind.SymbolicLink,
            ManifestType.CharacterDevice => FileKind.CharacterDevice,
            ManifestType.BlockDevice => FileKind.BlockDevice,
            ManifestType.Fifo => FileKind.Fifo,
            _ => FileKind.Directory,
        };
        if (status.Kind != expected)
            job.Add(name, DifferenceKind.Type, "type", Describe(expected), Describe(status.Kind));
        return status.Kind == expected;
    }

    private void CompareNode(ComparisonJob job, ManifestItem.Entry entry, Fd directory, in FileStatus status)
    {
        CompareStatus(job, entry.Name, entry, status);
        if (status.Links > 1)
            job.Linked.Add(new ComparisonJob.LinkedName(entry.Name, status, null));
        if (entry.Type == ManifestType.File)
        {
            CompareFile(job, entry, directory, status);
            return;
        }
        CompareAttributes(job, entry.Name, entry, directory, entry.Name);
        if (entry.Type == ManifestType.SymbolicLink)
            CompareTarget(job, entry, directory);
        else if (entry.Type != ManifestType.Fifo && entry.Device != status.NodeDevice)
            job.Add(entry.Name, DifferenceKind.Device, "device", Show(entry.Device), Show(status.NodeDevice));
    }

    private void CompareTarget(ComparisonJob job, ManifestItem.Entry entry, Fd directory)
    {
        var read = Files.ReadSymbolicLink(directory, entry.Name, _target);
        if (!read.IsSuccess)
            Unreadable(job, entry, "readlink", read);
        else if (_target.AsSpan(0, (int)read.Value) is var target && !target.SequenceEqual(entry.Link))
            job.Add(
                entry.Name,
                DifferenceKind.Target,
                "target",
                $"'{BytePath.Escape(entry.Link)}'",
                $"'{BytePath.Escape(target)}'"
            );
    }

    private void CompareFile(ComparisonJob job, ManifestItem.Entry entry, Fd directory, in FileStatus status)
    {
        var opened = Files.TryOpenQuietly(directory, entry.Name, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
        {
            Unreadable(job, entry, "open", opened);
            return;
        }
        CompareAttributes(job, entry.Name, entry, file, default);
        CompareFlags(job, entry.Name, entry, file, status);
        if (entry.Size != status.Size)
            job.Add(entry.Name, DifferenceKind.Size, "size", $"{entry.Size}", $"{status.Size}");
        else if (withContents && status.Size > 0)
            CompareContents(job, entry, file, status);
        Volatile.Write(ref _bytes, _bytes + entry.Size);
    }

    private void CompareContents(ComparisonJob job, ManifestItem.Entry entry, Fd file, in FileStatus status)
    {
        Files.ForgetCached(file);
        var read = Read(file, status);
        Files.ForgetCached(file);
        var hash = _hash.Take();
        if (!read.IsSuccess)
            Unreadable(job, entry, "read", read);
        else if (hash != entry.Hash)
            job.Add(entry.Name, DifferenceKind.Contents, "contents", $"xxh3-128 {entry.Hash:x32}", $"{hash:x32}");
    }

    private SysResult Read(Fd file, in FileStatus status)
    {
        if (SparseProbe.Probe(file, status) is not { } map)
            return Read(file, status.Size);
        var end = 0L;
        foreach (var piece in map.Pieces)
        {
            _hash.Skip(piece.Offset - end);
            Files.SeekTo(file, piece.Offset);
            var read = Read(file, piece.Length);
            if (!read.IsSuccess)
                return read;
            end = piece.Offset + piece.Length;
        }
        return SysResult.Success(0);
    }

    /// <summary>EIO also when the file ends too early: it shrank just now.</summary>
    private SysResult Read(Fd file, long length)
    {
        while (length > 0)
        {
            var read = file.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length)));
            if (!read.IsSuccess)
                return read;
            if (read.Value == 0)
                return SysResult.Failure(Errno.EIO);
            _hash.Add(_buffer.AsSpan(0, (int)read.Value));
            length -= read.Value;
        }
        return SysResult.Success(0);
    }

    private static void Unreadable(ComparisonJob job, ManifestItem.Entry entry, string operation, SysResult failed) =>
        job.Add(entry.Name, DifferenceKind.Unreadable, operation, found: LinuxException.Describe(failed.Errno));

    private static string Octal(uint permissions) => Convert.ToString(permissions, 8).PadLeft(4, '0');

    private static string Show(UnixTime time)
    {
        Span<byte> text = stackalloc byte[PaxTime.MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..PaxTime.Format(time, text)]);
    }

    private static string Show(DeviceNumber device) => $"{device.Major}:{device.Minor}";

    private static string Describe(FileKind kind) =>
        kind switch
        {
            FileKind.Regular => "a file",
            FileKind.Directory => "a directory",
            FileKind.SymbolicLink => "a symbolic link",
            FileKind.CharacterDevice => "a character device",
            FileKind.BlockDevice => "a block device",
            FileKind.Fifo => "a fifo",
            _ => "a socket",
        };
}
