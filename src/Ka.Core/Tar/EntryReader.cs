using System;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>Reads the headers of an archive: ustar, v7, pax, GNU and what goes before or behind a header in each.</summary>
internal sealed class EntryReader
{
    private readonly ArchiveInput _input;
    private readonly PaxHeader _global;
    private readonly PaxHeader _local;
    private readonly ByteBuffer _longName = new();
    private readonly ByteBuffer _longLink = new();
    private readonly ByteBuffer _body = new();
    private readonly byte[] _header = new byte[TarLayout.BlockSize];

    public EntryReader(ArchiveInput input)
    {
        _input = input;
        var attributes = new PaxAttributes(new Accounts());
        _global = new PaxHeader(attributes);
        _local = new PaxHeader(attributes);
    }

    /// <summary>Reads up to the contents of the next entry.</summary>
    /// <returns>false at the end of the archive; the stream is then read to its end.</returns>
    /// <exception cref="ArchiveException"/>
    public bool TryRead(ArchiveEntry entry)
    {
        _local.Reset(_global);
        _longName.Clear();
        _longLink.Clear();
        entry.Offset = _input.Position;
        while (true)
        {
            var offset = _input.Position;
            _input.ReadBlock().CopyTo(_header);
            if (_header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                ReadEnd(entry, offset);
                return false;
            }
            CheckSum(offset);
            if (ReadExtension(offset))
                continue;
            Fill(entry, offset);
            return true;
        }
    }

    private void ReadEnd(ArchiveEntry entry, long offset)
    {
        if (entry.Offset != offset && !(_longName.IsEmpty && _longLink.IsEmpty && _local.IsEmpty))
            throw new ArchiveException(offset, "the archive ends behind an extended header");
        if (_input.ReadBlock().IndexOfAnyExcept((byte)0) >= 0)
            throw new ArchiveException(offset, "a block of zeros inside the archive");
        _input.Drain();
    }

    private void CheckSum(long offset)
    {
        if (
            !TarNumber.TryRead(Field(TarLayout.Checksum), out var sum)
            || (sum != TarLayout.ComputeChecksum(_header) && sum != TarLayout.ComputeSignedChecksum(_header))
        )
            throw new ArchiveException(offset, "no tar header here (wrong checksum)");
    }

    /// <returns>false when the header is that of an entry.</returns>
    private bool ReadExtension(long offset)
    {
        switch (_header[TarLayout.Type])
        {
            case TarType.Pax or TarType.SolarisPax:
                _local.Parse(ReadBody(offset, ArchiveLimits.PaxHeader, "pax header"), offset);
                return true;
            case TarType.GlobalPax:
                _global.Parse(ReadBody(offset, ArchiveLimits.PaxHeader, "pax header"), offset);
                _local.Reset(_global);
                return true;
            case TarType.GnuLongName:
                _longName.Set(UpToNul(ReadBody(offset, ArchiveLimits.LongName, "long name")));
                return true;
            case TarType.GnuLongLink:
                _longLink.Set(UpToNul(ReadBody(offset, ArchiveLimits.LongName, "long link")));
                return true;
            case TarType.GnuVolume:
                return true;
            default:
                return false;
        }
    }

    private ReadOnlySpan<byte> ReadBody(long offset, int limit, string what)
    {
        var size = Number(TarLayout.Size, offset, "size");
        if (size < 0 || size > limit)
            throw new ArchiveException(offset, $"{what} of {size} bytes, limit {limit}");
        _body.Clear();
        while (_body.Length < size)
            _body.Append(_input.Take(size - _body.Length));
        _input.Skip(TarLayout.Padding(size));
        return _body.Bytes;
    }

    private void Fill(ArchiveEntry entry, long offset)
    {
        var isPosix = Field(TarLayout.Magic).StartsWith(TarLayout.Posix[..6]);
        SetNames(entry, isPosix);
        entry.Type = Type(entry, offset);
        var hasBody = entry.Type == TarType.Regular || _header[TarLayout.Type] == TarType.GnuDumpDirectory;
        entry.Size = hasBody ? _local.Size ?? Number(TarLayout.Size, offset, "size") : 0;
        if (entry.Size < 0)
            throw new ArchiveException(offset, "negative size");
        entry.Attributes = new NodeAttributes
        {
            Permissions = (uint)Number(TarLayout.Mode, offset, "mode") & FilePermissions.Mask,
            Owner = Id(_local.Owner ?? Number(TarLayout.Owner, offset, "uid"), offset),
            Group = Id(_local.Group ?? Number(TarLayout.Group, offset, "gid"), offset),
            Modified = _local.Modified ?? new UnixTime(Number(TarLayout.Modified, offset, "mtime"), 0),
            Accessed = _local.Accessed,
            Extended = _local.Attributes,
            Flags = _local.Flags,
        };
        entry.Device = entry.Type is TarType.CharacterDevice or TarType.BlockDevice ? Device(offset) : default;
        SetSparse(entry, offset);
    }

    private void SetNames(ArchiveEntry entry, bool isPosix)
    {
        entry.Path.Clear();
        if (_local.Sparse.Name is { } sparse)
            entry.Path.Set(sparse);
        else if (_local.Path is { } path)
            entry.Path.Set(path);
        else if (!_longName.IsEmpty)
            entry.Path.Set(_longName.Bytes);
        else
        {
            var prefix = isPosix ? UpToNul(Field(TarLayout.Prefix)) : default;
            entry.Path.Set(prefix);
            if (!prefix.IsEmpty)
                entry.Path.Append("/"u8);
            entry.Path.Append(UpToNul(Field(TarLayout.Name)));
        }
        entry.Link.Set(
            _local.LinkPath is { } link ? link
            : !_longLink.IsEmpty ? _longLink.Bytes
            : UpToNul(Field(TarLayout.LinkName))
        );
    }

    private byte Type(ArchiveEntry entry, long offset)
    {
        var type = _header[TarLayout.Type];
        switch (type)
        {
            case TarType.Regular or TarType.OldRegular or TarType.Contiguous:
                // Version 7 had no type for directories.
                return entry.Path.Bytes.EndsWith("/"u8) ? TarType.Directory : TarType.Regular;
            case TarType.GnuSparse:
                return TarType.Regular;
            case TarType.GnuDumpDirectory:
                return TarType.Directory;
            case >= TarType.HardLink and <= TarType.Fifo:
                return type;
            default:
                throw new ArchiveException(offset, $"entry type \\x{type:x2} is not supported");
        }
    }

    private void SetSparse(ArchiveEntry entry, long offset)
    {
        entry.Sparse = null;
        if (entry.Type != TarType.Regular)
            return;
        if (_header[TarLayout.Type] == TarType.GnuSparse)
            entry.Sparse = SparseHeaders.ReadGnu(_input, _header, offset);
        else if (_local.Sparse.IsUnknown)
            throw new ArchiveException(offset, "unknown version of GNU sparse");
        else if (_local.Sparse.HasMapInData)
            entry.Sparse = SparseHeaders.ReadMap(_input, entry, _local.Sparse.RealSize);
        else if (_local.Sparse.IsSparse)
            entry.Sparse = _local.Sparse.Map;
        if (entry.Sparse?.Fault(entry.Size) is { } fault)
            throw new ArchiveException(offset, fault);
    }

    private DeviceNumber Device(long offset)
    {
        var major = _local.DeviceMajor ?? Number(TarLayout.DeviceMajor, offset, "device number");
        var minor = _local.DeviceMinor ?? Number(TarLayout.DeviceMinor, offset, "device number");
        if (major is < 0 or > uint.MaxValue || minor is < 0 or > uint.MaxValue)
            throw new ArchiveException(offset, "device number out of range");
        return new DeviceNumber((uint)major, (uint)minor);
    }

    /// <summary>Checks an owner's number: the one by which chown(2) changes nothing (-1) is refused.</summary>
    private static uint Id(long number, long offset) =>
        number is >= 0 and < uint.MaxValue ? (uint)number : throw new ArchiveException(offset, $"owner {number} is out of range");

    private long Number(Range field, long offset, string name) =>
        TarNumber.TryRead(Field(field), out var value) ? value : throw new ArchiveException(offset, $"malformed {name}");

    private ReadOnlySpan<byte> Field(Range range) => _header.AsSpan(range);

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
