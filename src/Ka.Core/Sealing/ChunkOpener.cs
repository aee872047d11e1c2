using System;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Sealing;

/// <summary>Opens sealed chunks, in order and without gaps. Belongs to one thread.</summary>
public sealed class ChunkOpener(Bytes32 key) : IDisposable
{
    private readonly AesGcm _seal = new(key.ToArray(), ChunkHeader.TagSize);
    private readonly Zstd _zstd = new();
    private readonly byte[] _opened = GC.AllocateUninitializedArray<byte>(WireLimits.ChunkPlain, pinned: true);
    private readonly byte[] _inflated = GC.AllocateUninitializedArray<byte>(WireLimits.ChunkPlain, pinned: true);
    private readonly byte[] _nonce = new byte[12];
    /// <summary>The number that the next chunk must have.</summary>
    public long NextSequence { get; private set; }

    /// <summary>The chunk's plain bytes, valid until the next call.</summary>
    /// <param name="header">As it was read from <paramref name="headerBytes"/>.</param>
    /// <param name="sealedBytes">Ciphertext and tag, as long as the header says.</param>
    /// <exception cref="ProtocolException">It is not the chunk that is due, or not one that the golden node sealed.</exception>
    public ReadOnlyMemory<byte> Open(ChunkHeader header, ReadOnlySpan<byte> headerBytes, ReadOnlySpan<byte> sealedBytes)
    {
        if (header.Sequence != NextSequence)
            throw new ProtocolException($"chunk {header.Sequence} where {NextSequence} is due");
        ChunkSealer.WriteNonce(_nonce, header.Sequence);
        var length = sealedBytes.Length - ChunkHeader.TagSize;
        var opened = _opened.AsMemory(0, length);
        try
        {
            _seal.Decrypt(_nonce, sealedBytes[..length], sealedBytes[length..], opened.Span, headerBytes[..ChunkHeader.BoundSize]);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new ProtocolException($"chunk {header.Sequence} is damaged or forged: its seal does not fit");
        }
        NextSequence++;
        return header.Compressed ? Inflate(header, opened.Span) : opened;
    }

    public void Dispose()
    {
        _seal.Dispose();
        _zstd.Dispose();
    }

    private ReadOnlyMemory<byte> Inflate(ChunkHeader header, ReadOnlySpan<byte> compressed)
    {
        var inflated = _inflated.AsMemory(0, header.PlainLength);
        return _zstd.TryDecompress(compressed, inflated.Span) is { } fault
            ? throw new ProtocolException($"chunk {header.Sequence}: zstd: {fault}")
            : inflated;
    }
}
