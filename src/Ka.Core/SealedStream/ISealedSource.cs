using System;
using Ka.Streams;

namespace Ka.SealedStream;

/// <summary>The verified bytes of a sealed stream, read in order by one thread. The reading side of <see
/// cref="SealedOutput"/>.</summary>
public interface ISealedSource
{
    /// <summary>Blocks until the next bytes are verified, and returns them without moving on.</summary>
    /// <param name="length">Bytes, all of one chunk.</param>
    /// <returns>The bytes in one piece; valid until the next call.</returns>
    /// <exception cref="StreamBrokenException">The stream ended before its end.</exception>
    ReadOnlySpan<byte> Peek(int length);

    /// <summary>Moves on; the source may drop the bytes.</summary>
    void Advance(int length);
}
