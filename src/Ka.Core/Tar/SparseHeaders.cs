using System;
using System.Collections.Generic;

namespace Ka.Tar;

/// <summary>The maps of sparse files that stand in the stream itself.</summary>
internal static class SparseHeaders
{
    /// <summary>The map of an old GNU header (type S) and of the blocks that continue it.</summary>
    public static SparseMap ReadGnu(ArchiveInput input, ReadOnlySpan<byte> header, long offset)
    {
        if (!TarNumber.TryRead(header[TarLayout.GnuRealSize], out var realSize) || realSize < 0)
            throw new ArchiveException(offset, "malformed size of a sparse file");
        var pieces = new List<SparsePiece>();
        AddPieces(pieces, header[TarLayout.GnuSparse], offset);
        var continues = header[TarLayout.GnuSparseContinues] != 0;
        while (continues)
        {
            var block = input.ReadBlock();
            AddPieces(pieces, block[TarLayout.GnuExtension], offset);
            continues = block[TarLayout.GnuExtensionContinues] != 0;
        }
        return new SparseMap(pieces, realSize);
    }

    /// <summary>The map of GNU sparse 1.0, which counts as contents: the entry's size becomes that of the data.</summary>
    public static SparseMap ReadMap(ArchiveInput input, ArchiveEntry entry, long realSize)
    {
        var text = new MapText(input, entry);
        var count = text.ReadNumber();
        if (count > ArchiveLimits.SparsePieces)
            throw new ArchiveException(entry.Offset, $"sparse map of {count} pieces, limit {ArchiveLimits.SparsePieces}");
        var pieces = new List<SparsePiece>();
        for (; count > 0; count--)
            pieces.Add(new SparsePiece(text.ReadNumber(), text.ReadNumber()));
        return new SparseMap(pieces, realSize);
    }

    private static void AddPieces(List<SparsePiece> pieces, ReadOnlySpan<byte> table, long offset)
    {
        for (; table.Length >= TarLayout.GnuSparsePieceLength; table = table[TarLayout.GnuSparsePieceLength..])
        {
            // An unused place is empty, not zero.
            if (table[0] == 0)
                return;
            if (!TarNumber.TryRead(table[..12], out var start) || !TarNumber.TryRead(table[12..24], out var length))
                throw new ArchiveException(offset, "malformed map of a sparse file");
            if (pieces.Count == ArchiveLimits.SparsePieces)
                throw new ArchiveException(offset, $"sparse map of more than {ArchiveLimits.SparsePieces} pieces");
            pieces.Add(new SparsePiece(start, length));
        }
    }

    /// <summary>Decimal lines in whole blocks taken from an entry's contents.</summary>
    private sealed class MapText(ArchiveInput input, ArchiveEntry entry)
    {
        private readonly byte[] _block = new byte[TarLayout.BlockSize];
        private int _position = TarLayout.BlockSize;

        public long ReadNumber()
        {
            var value = 0L;
            for (var digits = 0; ; digits++)
            {
                var next = ReadByte();
                if (next == '\n' && digits > 0)
                    return value;
                if (next is < (byte)'0' or > (byte)'9' || digits == 18)
                    throw new ArchiveException(entry.Offset, "malformed map of a sparse file");
                value = value * 10 + (next - '0');
            }
        }

        private byte ReadByte()
        {
            if (_position == _block.Length)
            {
                if (entry.Size < _block.Length)
                    throw new ArchiveException(entry.Offset, "sparse map longer than its file");
                input.ReadExactly(_block);
                entry.Size -= _block.Length;
                _position = 0;
            }
            return _block[_position++];
        }
    }
}
