using System;
using System.Collections.Generic;

namespace Ka.Tar;

/// <summary>Where a sparse file has data.</summary>
/// <param name="Pieces">Ascending, apart. One of length 0 at the end of the file says that it ends in a hole.</param>
/// <param name="RealSize">Bytes, holes included.</param>
internal sealed record SparseMap(List<SparsePiece> Pieces, long RealSize)
{
    /// <summary>Bytes of data.</summary>
    public long DataLength
    {
        get
        {
            var total = 0L;
            foreach (var piece in Pieces)
                total += piece.Length;
            return total;
        }
    }

    /// <returns>Why this is no map of a file whose data is <paramref name="dataLength"/> bytes; null when it is.</returns>
    public string? Fault(long dataLength)
    {
        var end = 0L;
        var total = 0L;
        foreach (var (offset, length) in Pieces)
        {
            if (offset < end || length < 0 || length > RealSize - offset)
                return "sparse map out of order or beyond the end of the file";
            end = offset + length;
            total += length;
        }
        return total == dataLength ? null : $"sparse map of {total} bytes for {dataLength} bytes of data";
    }

    /// <summary>The map as GNU sparse 1.0 has it before the data: decimal numbers, one a line: how many pieces, then offset
    /// and length of each. Not padded.</summary>
    public byte[] ToText()
    {
        var text = new System.IO.MemoryStream();
        Span<byte> line = stackalloc byte[21];
        Write(Pieces.Count, line);
        foreach (var (offset, length) in Pieces)
        {
            Write(offset, line);
            Write(length, line);
        }
        return text.ToArray();

        void Write(long number, Span<byte> line)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(number, line, out var count);
            line[count] = (byte)'\n';
            text.Write(line[..(count + 1)]);
        }
    }
}

/// <summary>A stretch of data in a file, in bytes; the rest between two of them is a hole.</summary>
internal readonly record struct SparsePiece(long Offset, long Length);
