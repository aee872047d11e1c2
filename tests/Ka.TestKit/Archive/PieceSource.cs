using System;
using Ka.Streams;

namespace Ka.TestKit;

/// <summary>Bytes in memory, in pieces of one size. Never empty before the end, and counts who asks beyond it.</summary>
public sealed class PieceSource(ReadOnlyMemory<byte> bytes, int pieceSize = 1 << 20) : IByteSource
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public bool IsAtEnd { get; private set; }

    public ReadOnlyMemory<byte> Next()
    {
        if (IsAtEnd)
            throw new InvalidOperationException("read beyond the end of the stream");
        var piece = _rest[..Math.Min(pieceSize, _rest.Length)];
        _rest = _rest[piece.Length..];
        IsAtEnd = piece.IsEmpty;
        return piece;
    }
}
