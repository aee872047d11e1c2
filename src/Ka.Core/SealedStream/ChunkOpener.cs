using System;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>Opens and decompresses sealed chunks, in order and without gaps. Belongs to one thread.</summary>
public sealed class ChunkOpener(Bytes32 key) : IDisposable
{
    private readonly AesGcm _aes = new(key.ToArray(), ChunkHeader.TagSize);
    private readonly Zstd _zstd = new();
    private readonly byte[] _opened = GC.AllocateUninitializedArray<byte>(WireLimits.ChunkPlain, pinned: true);
    private readonly byte[] _inflated = GC.AllocateUninitializedArray<byte>(WireLimits.ChunkPlain, pinned: true);
    private readonly byte[] _nonce = new byte[ChunkSealer.NonceSize];

    /// <summary>Sequence number that the next chunk must have.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Opens one chunk.</summary>
    /// <param name="header">The header that <paramref name="chunk"/> begins with.</param>
    /// <param name="chunk">Header, ciphertext and tag.</param>
    /// <returns>The plain bytes; valid until the next call.</returns>
    /// <exception cref="ProtocolException">The chunk is out of order, damaged, or not sealed by the golden node.</exception>
    public ReadOnlyMemory<byte> Open(ChunkHeader header, ReadOnlySpan<byte> chunk)
    {
        if (header.Sequence != NextSequence)
            throw new ProtocolException($"chunk {header.Sequence} where {NextSequence} is due");
        if (chunk.Length != header.ChunkLength)
            throw new ProtocolException($"chunk {header.Sequence}: {chunk.Length} bytes instead of {header.ChunkLength}");
        var opened = _opened.AsMemory(0, header.SealedLength - ChunkHeader.TagSize);
        Decrypt(header, chunk, opened.Span);
        NextSequence++;
        return header.Compressed ? Inflate(header, opened.Span) : opened;
    }

    public void Dispose()
    {
        _aes.Dispose();
        _zstd.Dispose();
    }

    private void Decrypt(ChunkHeader header, ReadOnlySpan<byte> chunk, Span<byte> opened)
    {
        ChunkSealer.WriteNonce(_nonce, header.Sequence);
        try
        {
            _aes.Decrypt(
                _nonce,
                chunk.Slice(ChunkHeader.Size, opened.Length),
                chunk[^ChunkHeader.TagSize..],
                opened,
                chunk[..ChunkHeader.BoundSize]
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new ProtocolException($"chunk {header.Sequence} is damaged or forged: its seal does not fit");
        }
    }

    private ReadOnlyMemory<byte> Inflate(ChunkHeader header, ReadOnlySpan<byte> compressed)
    {
        var inflated = _inflated.AsMemory(0, header.PlainLength);
        return _zstd.TryDecompress(compressed, inflated.Span) is { } fault
            ? throw new ProtocolException($"chunk {header.Sequence}: zstd: {fault}")
            : inflated;
    }
}
