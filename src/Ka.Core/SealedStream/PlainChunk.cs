using System;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>A chunk's plain bytes while they are filled in: the unit that is compressed, sealed and counted.</summary>
public sealed class PlainChunk
{
    /// <summary>Bytes; the most that the wire allows. Each chunk is a zstd frame of its own, and smaller ones compress
    /// worse.</summary>
    public const int Capacity = WireLimits.ChunkPlain;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);

    public int Length { get; private set; }

    public Memory<byte> Free => _buffer.AsMemory(Length);

    public ReadOnlySpan<byte> Filled => _buffer.AsSpan(0, Length);

    /// <summary>Bytes that the chunk stands for: those that it holds, or what its frame of Zstandard unpacks to.</summary>
    public int PlainLength => PackedFrom > 0 ? PackedFrom : Length;

    /// <summary>The chunk holds one frame of Zstandard, and this is the length of its content; 0: it holds plain bytes.</summary>
    internal int PackedFrom { get; set; }

    internal ChunkKind Kind { get; set; }

    internal uint Stream { get; set; }

    internal long Sequence { get; set; }

    internal long PlainOffset { get; set; }

    /// <summary>Adds the first bytes of <see cref="Free"/> to the chunk.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity - Length);
        Length += count;
    }

    /// <summary>Adds a copy of these bytes to the chunk.</summary>
    public void Fill(ReadOnlySpan<byte> content)
    {
        content.CopyTo(Free.Span);
        Advance(content.Length);
    }

    internal void Clear() => (Length, PackedFrom) = (0, 0);
}
