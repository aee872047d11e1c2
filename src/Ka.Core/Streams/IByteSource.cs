using System;

namespace Ka.Streams;

/// <summary>A stream of bytes read in the pieces it comes in, without a copy.</summary>
/// <remarks>Two of them: a sealed stream from the chain, and a descriptor. The writing side is the BCL's
/// <see cref="System.Buffers.IBufferWriter{T}"/>.</remarks>
public interface IByteSource
{
    /// <summary>Blocks for the next piece, which stays valid until the next call. Empty: the stream is complete.</summary>
    /// <exception cref="StreamBrokenException">The stream ended before its end: truncated, refused, aborted by the
    /// sender.</exception>
    ReadOnlyMemory<byte> Next();
}
