using System;
using System.IO.Hashing;
using Ka.Tar;

namespace Ka.Store;

/// <summary>Follows a pax archive that passes in pieces, as <see cref="HeaderWriter"/> writes it, and tells where its entries
/// are. Pure; one thread.</summary>
internal sealed class ArchiveWalk
{
    private readonly byte[] _block = new byte[TarLayout.BlockSize];
    private readonly byte[] _size = new byte[MostOfPax];
    private int _blockLength;
    private int _paxLength;
    private long _body;
    private bool _isPaxBody;
    private bool _isFirst = true;

    /// <summary>Bytes of a pax header that are searched for a size.</summary>
    private const int MostOfPax = 1 << 20;

    /// <summary>Bytes that have passed.</summary>
    public long Position { get; private set; }

    /// <summary>Where the last entry begins, its pax header included.</summary>
    public long EntryOffset { get; private set; }

    /// <summary>Number of the last entry, from 0; -1 before the first.</summary>
    public long Entry { get; private set; } = -1;

    /// <summary>A hash of the last entry's name.</summary>
    public ulong Name { get; private set; }

    /// <summary>Bytes of the last entry's contents, without padding.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The archive is over, or is none: no entry is found any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Follows up to the end of the next entry's headers.</summary>
    /// <param name="bytes">What passes; becomes what is left of it.</param>
    /// <returns>true: an entry's headers end here. false: all bytes have passed.</returns>
    public bool Next(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (IsOver)
            {
                Pass(ref bytes, bytes.Length);
                return false;
            }
            if (_body > 0)
            {
                PassBody(ref bytes);
                continue;
            }
            var part = Math.Min(bytes.Length, TarLayout.BlockSize - _blockLength);
            if (_blockLength == 0 && _isFirst)
                EntryOffset = Position;
            _isFirst = false;
            bytes[..part].CopyTo(_block.AsSpan(_blockLength));
            _blockLength += part;
            Pass(ref bytes, part);
            if (_blockLength < TarLayout.BlockSize)
                return false;
            _blockLength = 0;
            if (IsEntry())
                return true;
        }
        return false;
    }

    private void Pass(ref ReadOnlySpan<byte> bytes, int count)
    {
        bytes = bytes[count..];
        Position += count;
    }

    private void PassBody(ref ReadOnlySpan<byte> bytes)
    {
        var part = (int)Math.Min(_body, bytes.Length);
        if (_isPaxBody && _paxLength < MostOfPax)
        {
            var kept = bytes[..Math.Min(part, MostOfPax - _paxLength)];
            kept.CopyTo(_size.AsSpan(_paxLength));
            _paxLength += kept.Length;
        }
        _body -= part;
        _isPaxBody &= _body > 0;
        Pass(ref bytes, part);
    }

    private bool IsEntry()
    {
        if (
            !TarNumber.TryRead(_block.AsSpan(TarLayout.Size), out var size)
            || !TarNumber.TryRead(_block.AsSpan(TarLayout.Checksum), out var sum)
            || sum != TarLayout.ComputeChecksum(_block)
            || size < 0
        )
        {
            IsOver = true;
            return false;
        }
        if (_block[TarLayout.Type] == TarType.Pax)
        {
            _isPaxBody = true;
            _paxLength = 0;
            _body = size + TarLayout.Padding(size);
            return false;
        }
        ContentLength = SizeInPax() ?? (_block[TarLayout.Type] == TarType.Regular ? size : 0);
        _paxLength = 0;
        _body = ContentLength + TarLayout.Padding(ContentLength);
        _isFirst = true;
        Entry++;
        Name =
            XxHash3.HashToUInt64(_block.AsSpan(TarLayout.Name))
            ^ XxHash3.HashToUInt64(_block.AsSpan(TarLayout.Prefix), seed: TarLayout.PrefixLength);
        return true;
    }

    /// <summary>The size of a file of 8 GiB and more.</summary>
    private long? SizeInPax()
    {
        var records = _size.AsSpan(0, _paxLength);
        while (!records.IsEmpty)
        {
            if (
                !System.Buffers.Text.Utf8Parser.TryParse(records, out int length, out var digits)
                || length <= digits + 1
                || length > records.Length
            )
                return null;
            var record = records[(digits + 1)..length];
            if (
                record.StartsWith("size="u8)
                && System.Buffers.Text.Utf8Parser.TryParse(record["size=".Length..], out long size, out _)
            )
                return size;
            records = records[length..];
        }
        return null;
    }
}
