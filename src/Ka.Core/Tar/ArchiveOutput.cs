using System;
using System.Buffers;
using System.Threading;

namespace Ka.Tar;

/// <summary>The archive being written: counts what goes out.</summary>
internal sealed class ArchiveOutput(IBufferWriter<byte> target)
{
    /// <summary>The most that is asked of <paramref name="target"/> at once.</summary>
    private const int LargestHint = 64 << 10;

    private long _written;

    /// <summary>Bytes so far; readable from any thread.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Room for at least <paramref name="atLeast"/> bytes, often much more.</summary>
    public Span<byte> Space(int atLeast) => target.GetSpan(Math.Min(atLeast, LargestHint));

    public void Advance(int count)
    {
        target.Advance(count);
        Volatile.Write(ref _written, _written + count);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var space = Space(bytes.Length);
            var count = Math.Min(space.Length, bytes.Length);
            bytes[..count].CopyTo(space);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    public void WriteZeros(long count)
    {
        while (count > 0)
        {
            var space = Space((int)Math.Min(count, LargestHint));
            var length = (int)Math.Min(space.Length, count);
            space[..length].Clear();
            Advance(length);
            count -= length;
        }
    }

    /// <summary>Zeros to the end of the block in which <paramref name="length"/> bytes end.</summary>
    public void Pad(long length) => WriteZeros(TarLayout.Padding(length));
}
