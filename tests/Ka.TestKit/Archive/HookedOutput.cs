using System;
using System.Buffers;

namespace Ka.TestKit;

/// <summary>Collects an archive in memory and lets a test act at a byte of it, while its reader is in the middle.</summary>
/// <param name="room">Bytes that are given at once, when no more are asked for.</param>
public sealed class HookedOutput(int room = 1 << 20) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Called before room for more is given, with the bytes written so far.</summary>
    public Action<ReadOnlySpan<byte>>? BeforeMore { get; set; }

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>The largest room that was asked for.</summary>
    public int LargestHint { get; private set; }

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        BeforeMore?.Invoke(Written);
        LargestHint = Math.Max(LargestHint, sizeHint);
        var length = Math.Max(room, sizeHint);
        return _bytes.GetSpan(length)[..length];
    }
}
