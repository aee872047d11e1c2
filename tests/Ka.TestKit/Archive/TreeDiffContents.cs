using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>Compares bytes and holes of two files of the same size.</summary>
internal sealed class TreeDiffContents
{
    private readonly byte[] _one = new byte[1 << 20];
    private readonly byte[] _other = new byte[1 << 20];

    /// <summary>Stretches that are holes on both sides are equal without being read.</summary>
    public long? FirstDifference(Fd one, Fd other, long size)
    {
        for (var position = 0L; position < size; )
        {
            var data = Math.Min(NextData(one, position, size), NextData(other, position, size));
            if (data >= size)
                return null;
            var length = (int)Math.Min(_one.Length, size - data);
            Read(one, data, _one.AsSpan(0, length));
            Read(other, data, _other.AsSpan(0, length));
            var same = _one.AsSpan(0, length).CommonPrefixLength(_other.AsSpan(0, length));
            if (same < length)
                return data + same;
            position = data + length;
        }
        return null;
    }

    /// <summary>Both files have the same holes, but for the rounding to blocks.</summary>
    public static string? HolesDiffer(Fd one, Fd other, long size, int blockSize)
    {
        var left = Pieces(one, size, blockSize);
        var right = Pieces(other, size, blockSize);
        if (left.Count != right.Count)
            return $"{left.Count} pieces of data, {right.Count}";
        for (var i = 0; i < left.Count; i++)
            if (left[i] != right[i])
                return $"data at {left[i].Start}..{left[i].End}, {right[i].Start}..{right[i].End}";
        return null;
    }

    private static List<(long Start, long End)> Pieces(Fd file, long size, int blockSize)
    {
        var pieces = new List<(long Start, long End)>();
        for (var position = 0L; position < size; )
        {
            var start = NextData(file, position, size);
            if (start >= size)
                break;
            position = Files.SeekHole(file, start).OrThrow("lseek", "a file");
            var piece = (Start: start / blockSize * blockSize, End: (position + blockSize - 1) / blockSize * blockSize);
            if (pieces.Count > 0 && pieces[^1].End >= piece.Start)
                pieces[^1] = (pieces[^1].Start, piece.End);
            else
                pieces.Add(piece);
        }
        return pieces;
    }

    private static long NextData(Fd file, long position, long size)
    {
        var data = Files.SeekData(file, position);
        return data.Is(Errno.ENXIO) ? size : data.OrThrow("lseek", "a file");
    }

    private static void Read(Fd file, long position, Span<byte> buffer)
    {
        Files.SeekTo(file, position).OrThrow("lseek", "a file");
        var read = file.ReadFully(buffer).OrThrow("read", "a file");
        buffer[(int)read..].Clear();
    }
}
