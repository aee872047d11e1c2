using System;
using System.Text;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>Writes the headers of one entry: a pax header where the fields of ustar cannot say it all, then the ustar
/// header.</summary>
internal sealed class HeaderWriter(ArchiveOutput output)
{
    private readonly byte[] _block = new byte[TarLayout.BlockSize];

    /// <summary>Records for the next entry. The caller adds attributes and sparse keys before writing it, which
    /// adds the rest and empties it.</summary>
    public PaxRecords Records { get; } = new();

    /// <summary>An entry that is neither a link nor sparse.</summary>
    /// <param name="size">Bytes that follow the header, padding left out.</param>
    public void Write(byte type, ReadOnlySpan<byte> path, in FileStatus status, long size)
    {
        SetPath(Begin(), path);
        WriteEntry(type, path, status, size);
    }

    /// <summary>A symbolic or hard link.</summary>
    public void WriteLink(byte type, ReadOnlySpan<byte> path, in FileStatus status, ReadOnlySpan<byte> target)
    {
        var block = Begin();
        SetPath(block, path);
        SetLink(block, target);
        WriteEntry(type, path, status, 0);
    }

    /// <summary>A regular file with holes. Its path stands in GNU.sparse.name.</summary>
    /// <param name="size">Bytes that follow the header, the map and its padding among them, the padding at the end left
    /// out.</param>
    public void WriteSparse(ReadOnlySpan<byte> path, in FileStatus status, SparseMap sparse, long size)
    {
        SetSparsePath(Begin(), path, sparse);
        WriteEntry(TarType.Regular, path, status, size);
    }

    private Span<byte> Begin()
    {
        var block = _block.AsSpan();
        block.Clear();
        return block;
    }

    private void WriteEntry(byte type, ReadOnlySpan<byte> path, in FileStatus status, long size)
    {
        var block = _block.AsSpan();
        SetNumber(block[TarLayout.Owner], status.Owner, "uid"u8);
        SetNumber(block[TarLayout.Group], status.Group, "gid"u8);
        SetNumber(block[TarLayout.Size], size, "size"u8);
        SetModified(block, status.Modified);
        TarNumber.Write(block[TarLayout.Mode], status.Permissions);
        if (type is TarType.CharacterDevice or TarType.BlockDevice)
        {
            TarNumber.Write(block[TarLayout.DeviceMajor], status.NodeDevice.Major);
            TarNumber.Write(block[TarLayout.DeviceMinor], status.NodeDevice.Minor);
        }
        if (!Records.IsEmpty)
            WritePaxHeader(path);
        Finish(block, type);
        output.Write(block);
    }

    /// <summary>The end of the archive.</summary>
    public void WriteEnd() => output.WriteZeros(2 * TarLayout.BlockSize);

    private void SetPath(Span<byte> block, ReadOnlySpan<byte> path)
    {
        if (Ascii.IsValid(path) && TrySetName(block, path))
            return;
        AddName("path"u8, path);
        Cut(path).CopyTo(block[TarLayout.Name]);
    }

    /// <summary>A reader that knows nothing of sparse files puts the map and the data under this name.</summary>
    private void SetSparsePath(Span<byte> block, ReadOnlySpan<byte> path, SparseMap sparse)
    {
        Records.Add("GNU.sparse.major"u8, 1);
        Records.Add("GNU.sparse.minor"u8, 0);
        Records.Add("GNU.sparse.realsize"u8, sparse.RealSize);
        AddName("GNU.sparse.name"u8, path);
        "GNUSparseFile.0/"u8.CopyTo(block);
        LastName(path, TarLayout.NameLength - 16).CopyTo(block[16..]);
    }

    /// <summary>Writes the path in one piece, or cut at a slash into prefix and name.</summary>
    private static bool TrySetName(Span<byte> block, ReadOnlySpan<byte> path)
    {
        if (path.Length <= TarLayout.NameLength)
        {
            path.CopyTo(block[TarLayout.Name]);
            return true;
        }
        // The name must not be empty: the slash that ends a directory is no place to cut.
        var first = path.Length - TarLayout.NameLength - 1;
        var cut = path[first..^1].IndexOf((byte)'/') + first;
        if (cut < first || cut > TarLayout.PrefixLength)
            return false;
        path[..cut].CopyTo(block[TarLayout.Prefix]);
        path[(cut + 1)..].CopyTo(block[TarLayout.Name]);
        return true;
    }

    private void SetLink(Span<byte> block, ReadOnlySpan<byte> link)
    {
        if (link.Length > TarLayout.NameLength || !Ascii.IsValid(link))
            AddName("linkpath"u8, link);
        Cut(link).CopyTo(block[TarLayout.LinkName]);
    }

    /// <summary>Names are UTF-8 by the standard; others are announced as bytes.</summary>
    private void AddName(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name)
    {
        if (!System.Text.Unicode.Utf8.IsValid(name))
            Records.Add("hdrcharset"u8, "BINARY"u8);
        Records.Add(key, name);
    }

    private void SetNumber(Span<byte> field, long value, ReadOnlySpan<byte> key)
    {
        if (!TarNumber.Write(field, value))
            Records.Add(key, value);
    }

    private void SetModified(Span<byte> block, UnixTime modified)
    {
        if (TarNumber.Write(block[TarLayout.Modified], modified.Seconds) && modified.Nanoseconds == 0)
            return;
        Span<byte> text = stackalloc byte[PaxTime.MaxLength];
        Records.Add("mtime"u8, text[..PaxTime.Format(modified, text)]);
    }

    private void WritePaxHeader(ReadOnlySpan<byte> path)
    {
        Span<byte> block = stackalloc byte[TarLayout.BlockSize];
        block.Clear();
        "./PaxHeaders/"u8.CopyTo(block);
        LastName(path, TarLayout.NameLength - 13).CopyTo(block[13..]);
        TarNumber.Write(block[TarLayout.Mode], FilePermissions.Public);
        TarNumber.Write(block[TarLayout.Owner], 0);
        TarNumber.Write(block[TarLayout.Group], 0);
        TarNumber.Write(block[TarLayout.Modified], 0);
        TarNumber.Write(block[TarLayout.Size], Records.Bytes.Length);
        Finish(block, TarType.Pax);
        output.Write(block);
        output.Write(Records.Bytes);
        output.Pad(Records.Bytes.Length);
        Records.Clear();
    }

    private static void Finish(Span<byte> block, byte type)
    {
        block[TarLayout.Type] = type;
        TarLayout.Posix.CopyTo(block[TarLayout.Magic]);
        // Six digits, NUL, space: what every tar has always written here.
        var field = block[TarLayout.Checksum];
        TarNumber.Write(field[..7], TarLayout.ComputeChecksum(block));
        field[7] = (byte)' ';
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name) => name[..Math.Min(name.Length, TarLayout.NameLength)];

    private static ReadOnlySpan<byte> LastName(ReadOnlySpan<byte> path, int limit)
    {
        path = path.TrimEnd((byte)'/');
        path = path[(path.LastIndexOf((byte)'/') + 1)..];
        return path[..Math.Min(path.Length, limit)];
    }
}
