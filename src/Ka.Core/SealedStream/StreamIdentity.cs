using System;
using System.IO.Hashing;

namespace Ka.SealedStream;

/// <summary>What a receipt names a stream by: a hash over its sealed chunks in their order, of each the part of the header that
/// the seal covers (sequence, lengths, offset) and the tag (docs/wire-protocol.md, sealed stream). Not thread-safe.</summary>
/// <remarks>The tag authenticates the chunk's bytes, so they are not looked at again.</remarks>
internal sealed class StreamIdentity
{
    private readonly XxHash128 _hash = new();

    /// <summary>XXH3-128 over all chunks since the last <see cref="Begin"/>.</summary>
    public UInt128 Value => _hash.GetCurrentHashAsUInt128();

    /// <summary>Starts with the chunk that begins a stream.</summary>
    public void Begin() => _hash.Reset();

    /// <summary>Adds the next chunk of the stream: its beginning or some of its bytes.</summary>
    /// <param name="chunk">Header, ciphertext, tag.</param>
    public void Add(ReadOnlySpan<byte> chunk)
    {
        _hash.Append(chunk[..ChunkHeader.BoundSize]);
        _hash.Append(chunk[^ChunkHeader.TagSize..]);
    }
}
