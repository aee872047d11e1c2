using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>Compresses and seals chunks with AES-256-GCM (docs/wire-protocol.md, sealed stream). Belongs to one thread.</summary>
public sealed class ChunkSealer(Bytes32 key) : IDisposable
{
    internal const int NonceSize = 12;

    // A compressed chunk must be smaller by this share of its plain bytes to be worth the receiver's work.
    private const int LeastGain = 16;

    /// <summary>A frame of Zstandard of this length is worth the receiver's work.</summary>
    public static bool IsWorthwhile(int packed, int plain) => packed < plain - plain / LeastGain;

    private readonly AesGcm _aes = new(key.ToArray(), ChunkHeader.TagSize);
    private readonly Zstd _zstd = new();
    private readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(WireLimits.Chunk, pinned: true);
    private readonly byte[] _nonce = new byte[NonceSize];

    /// <summary>Seals one chunk.</summary>
    /// <param name="level">Zstandard level; 0: the bytes are not compressed. A chunk that would not shrink is never
    /// compressed, nor is a frame of Zstandard.</param>
    /// <param name="shrank">True if the chunk was compressed.</param>
    /// <returns>Header, ciphertext and tag; valid until the next call.</returns>
    public ReadOnlySpan<byte> Seal(PlainChunk chunk, int level, out bool shrank)
    {
        var plain = chunk.Filled;
        shrank = true;
        if (chunk.PackedFrom > 0)
            return Encrypt(Header(chunk, compressed: true, plain.Length), plain);
        var body = _chunk.AsSpan(ChunkHeader.Size);
        var limit = Math.Max(0, plain.Length - plain.Length / LeastGain - 1);
        var length = level > 0 ? _zstd.TryCompress(plain, body[..limit], level) : -1;
        shrank = length >= 0;
        return Encrypt(Header(chunk, shrank, shrank ? length : plain.Length), shrank ? body[..length] : plain);
    }

    public void Dispose()
    {
        _aes.Dispose();
        _zstd.Dispose();
    }

    // A key is used for one run and a sequence number once in it, so no nonce is used twice (NIST SP 800-38D, 8.2.1).
    internal static void WriteNonce(Span<byte> nonce, long sequence)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[(NonceSize - sizeof(long))..], sequence);
    }

    private static ChunkHeader Header(PlainChunk chunk, bool compressed, int length) =>
        new()
        {
            Kind = chunk.Kind,
            Compressed = compressed,
            Stream = chunk.Stream,
            Sequence = chunk.Sequence,
            SealedLength = length + ChunkHeader.TagSize,
            PlainLength = chunk.PlainLength,
            PlainOffset = chunk.PlainOffset,
        };

    private ReadOnlySpan<byte> Encrypt(ChunkHeader header, ReadOnlySpan<byte> open)
    {
        var body = _chunk.AsSpan(ChunkHeader.Size, header.SealedLength);
        header.Write(_chunk);
        WriteNonce(_nonce, header.Sequence);
        _aes.Encrypt(_nonce, open, body[..open.Length], body[open.Length..], _chunk.AsSpan(0, ChunkHeader.BoundSize));
        header = header with { SealedCheck = Crc32.Append(0, body) };
        header.Write(_chunk);
        return _chunk.AsSpan(0, header.ChunkLength);
    }
}
