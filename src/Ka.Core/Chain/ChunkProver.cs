using System;
using System.IO.Hashing;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>Follows the head of the window from chunk to chunk: proves each by its hashes as soon as it is whole, and finds the
/// last one, long before a slow disk has come to open it.</summary>
/// <remarks>A relay passes bytes on before their chunk is whole, so damage travels; but every node behind it finds it in the
/// same way and goes back to the same place.</remarks>
internal sealed class ChunkProver(Window window)
{
    private readonly XxHash3 _hash = new();
    private ChunkHeader? _header;
    private long _hashed;
    private long _sequence;

    /// <summary>Where the stream ends; null until the last chunk's header is here.</summary>
    public long? End { get; private set; }

    /// <summary>Everything is here and proven.</summary>
    public bool IsComplete => window.Proven == End;

    private long ChunkEnd => window.Proven + ChunkHeader.Size + _header!.Value.SealedLength;

    /// <summary>Looks at what has come since the last time.</summary>
    /// <exception cref="ProtocolException">It is not what was sent. The window goes back to what is proven by
    /// <see cref="Rewind"/>.</exception>
    public void Look()
    {
        while (!IsComplete && TryReadHeader())
        {
            Hash(Math.Min(window.Head, ChunkEnd));
            if (_hashed < ChunkEnd)
                return;
            if (_hash.GetCurrentHashAsUInt64() != _header!.Value.SealedHash)
                throw new ProtocolException($"chunk {_header.Value.Sequence}: damaged on the way");
            window.Prove(ChunkEnd);
            _sequence++;
            _header = null;
        }
    }

    /// <summary>Takes back, in the window too, what is not proven.</summary>
    public void Rewind()
    {
        window.Rewind();
        _header = null;
        if (End > window.Proven)
            End = null;
    }

    private bool TryReadHeader()
    {
        if (_header is not null)
            return true;
        var start = window.Proven;
        if (window.Head < start + ChunkHeader.Size)
            return false;
        Span<byte> bytes = stackalloc byte[ChunkHeader.Size];
        window.CopyTo(start, bytes);
        var header = ChunkHeader.Read(bytes);
        if (header.Sequence != _sequence)
            throw new ProtocolException($"chunk {header.Sequence} where {_sequence} is due");
        _header = header;
        _hashed = start + ChunkHeader.Size;
        _hash.Reset();
        if (header.Kind == ChunkKind.EndOfRun)
            End = ChunkEnd;
        return true;
    }

    private void Hash(long to)
    {
        while (_hashed < to)
        {
            var piece = window.From(_hashed);
            piece = piece[..(int)Math.Min(piece.Length, to - _hashed)];
            _hash.Append(piece);
            _hashed += piece.Length;
        }
    }
}
