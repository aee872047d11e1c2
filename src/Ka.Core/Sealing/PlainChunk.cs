using System;
using Ka.Wire;

namespace Ka.Sealing;

/// <summary>A chunk being filled: the unit that is compressed, sealed and counted.</summary>
public sealed class PlainChunk
{
    /// <summary>Bytes. Large enough that the cost of a chunk does not show, small enough that it stays in a core's cache from
    /// reading to sealing (docs/adr/0004-window-or-splice.md).</summary>
    public const int Capacity = 1024 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);

    public int Length { get; private set; }

    public Memory<byte> Free => _buffer.AsMemory(Length);

    public ReadOnlySpan<byte> Filled => _buffer.AsSpan(0, Length);

    internal ChunkKind Kind { get; set; }

    internal uint Stream { get; set; }

    internal long Sequence { get; set; }

    internal long PlainOffset { get; set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity - Length);
        Length += count;
    }

    public void Fill(ReadOnlySpan<byte> content)
    {
        content.CopyTo(Free.Span);
        Advance(content.Length);
    }

    internal void Clear() => Length = 0;
}
