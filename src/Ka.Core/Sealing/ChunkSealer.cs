using System;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Sealing;

/// <summary>Compresses and seals one chunk at a time (AES-256-GCM; docs/wire-protocol.md, sealed stream). Belongs to one thread.</summary>
public sealed class ChunkSealer(Bytes32 key) : IDisposable
{
    private const int NonceSize = 12;

    private readonly AesGcm _seal = new(key.ToArray(), ChunkHeader.TagSize);
    private readonly Zstd _zstd = new();
    private readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(WireLimits.Chunk, pinned: true);
    private readonly byte[] _nonce = new byte[NonceSize];

    /// <summary>The whole chunk: header, ciphertext, tag. Valid until the next call.</summary>
    /// <param name="level">0: as it is. A chunk that would not shrink is sent as it is at any level.</param>
    /// <param name="shrank">The chunk was sent compressed.</param>
    public ReadOnlySpan<byte> Seal(
        ChunkKind kind, uint stream, long sequence, long plainOffset, ReadOnlySpan<byte> plain, int level, out bool shrank)
    {
        var body = _chunk.AsSpan(ChunkHeader.Size);
        var length = level > 0 ? _zstd.TryCompress(plain, body[..Math.Max(0, plain.Length - plain.Length / 16 - 1)], level) : -1;
        shrank = length >= 0;
        ReadOnlySpan<byte> open = shrank ? body[..length] : plain;
        var header = new ChunkHeader(kind, shrank, stream, sequence, open.Length + ChunkHeader.TagSize, plain.Length, plainOffset, 0);
        header.Write(_chunk);
        WriteNonce(_nonce, sequence);
        var tag = body.Slice(open.Length, ChunkHeader.TagSize);
        _seal.Encrypt(_nonce, open, body[..open.Length], tag, _chunk.AsSpan(0, ChunkHeader.BoundSize));
        header = header with { SealedHash = XxHash3.HashToUInt64(body[..header.SealedLength]) };
        header.Write(_chunk);
        return _chunk.AsSpan(0, ChunkHeader.Size + header.SealedLength);
    }

    public void Dispose()
    {
        _seal.Dispose();
        _zstd.Dispose();
    }

    // A key lives for one run and a sequence number is used once in it, so no nonce is ever used twice (NIST SP 800-38D, 8.2.1).
    internal static void WriteNonce(Span<byte> nonce, long sequence)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[(NonceSize - sizeof(long))..], sequence);
    }
}
