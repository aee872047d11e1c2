using System;
using System.IO.Hashing;

namespace Ka.Wire;

/// <summary>In front of every chunk of the sealed stream, in clear. Its first <see cref="BoundSize"/> bytes are bound to the
/// ciphertext as AES-GCM's associated data; two hashes follow, so that every relay sees damage where it happens.</summary>
/// <remarks>The hashes are against faults: whoever can compute them too is caught by the seal.</remarks>
/// <param name="Compressed">The plain bytes were compressed with zstd before they were sealed.</param>
/// <param name="Stream">From 1; 0 in the chunk about the whole run (<see cref="ChunkKind.EndOfRun"/>).</param>
/// <param name="Sequence">Number of the chunk in the run, from 0, without gaps. The GCM nonce is made of it, so it is never
/// used twice.</param>
/// <param name="SealedLength">Bytes that follow the header: ciphertext and tag.</param>
/// <param name="PlainLength">Bytes after opening and decompressing.</param>
/// <param name="PlainOffset">Where they belong in their stream's plain bytes; 0 in chunks that carry a record.</param>
/// <param name="SealedHash">XXH3-64 of the sealed bytes.</param>
public readonly record struct ChunkHeader(
    ChunkKind Kind, bool Compressed, uint Stream, long Sequence, int SealedLength, int PlainLength, long PlainOffset, ulong SealedHash)
{
    public const int Size = HashedSize + sizeof(ulong);

    /// <summary>Bytes of the header that the seal covers: all that is known before the ciphertext is.</summary>
    public const int BoundSize = 32;

    /// <summary>AES-GCM's tag, at the end of the sealed bytes.</summary>
    public const int TagSize = 16;

    /// <summary>'k' and the version of this layout.</summary>
    private const ushort Magic = ('k' << 8) | 1;

    private const int HashedSize = BoundSize + sizeof(ulong);

    private const byte ZstdFlag = 1;

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        writer.U16(Magic);
        writer.U8((byte)Kind);
        writer.U8(Compressed ? ZstdFlag : (byte)0);
        writer.U32(Stream);
        writer.U63(Sequence);
        writer.U32((uint)SealedLength);
        writer.U32((uint)PlainLength);
        writer.U63(PlainOffset);
        writer.U64(SealedHash);
        writer.U64(XxHash3.HashToUInt64(destination[..HashedSize]));
    }

    /// <summary>A header that came undamaged and whose lengths can be trusted to size a buffer; that the golden node wrote it is
    /// not proven before the chunk is opened.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/>.</param>
    /// <exception cref="ProtocolException"/>
    public static ChunkHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes, "chunk");
        if (reader.U16("magic") != Magic)
            throw reader.Wrong("magic", "not a chunk of this version");
        var kind = (ChunkKind)reader.Choice("kind", (byte)ChunkKind.Begin, (byte)ChunkKind.EndOfRun);
        var compressed = reader.Choice("flags", 0, ZstdFlag) == ZstdFlag;
        var header = new ChunkHeader(kind, compressed, reader.U32("stream"), reader.U63("sequence"),
            Length(ref reader, "sealed length", WireLimits.ChunkPlain + TagSize),
            Length(ref reader, "plain length", kind == ChunkKind.Bytes ? WireLimits.ChunkPlain : WireLimits.ChunkRecord),
            reader.U63("plain offset"), reader.U64("sealed hash"));
        if (reader.U64("header hash") != XxHash3.HashToUInt64(bytes[..HashedSize]))
            throw reader.Wrong("header hash", "damaged on the way");
        reader.End();
        return header.Checked(reader);
    }

    private ChunkHeader Checked(WireReader reader)
    {
        var cipherLength = SealedLength - TagSize;
        if (PlainLength == 0)
            throw reader.Wrong("plain length", "an empty chunk");
        if (cipherLength <= 0 || (Compressed ? cipherLength >= PlainLength : cipherLength != PlainLength))
            throw reader.Wrong("sealed length", $"{SealedLength} does not go with a plain length of {PlainLength}");
        if ((Stream == 0) != (Kind == ChunkKind.EndOfRun))
            throw reader.Wrong("stream", $"{Stream} in a chunk of kind {Kind}");
        if (Kind != ChunkKind.Bytes && PlainOffset != 0)
            throw reader.Wrong("plain offset", $"{PlainOffset} in a chunk of kind {Kind}");
        return this;
    }

    private static int Length(ref WireReader reader, string field, int limit)
    {
        var length = reader.U32(field);
        return length <= limit ? (int)length : throw reader.Wrong(field, $"{length}, limit {limit}");
    }
}
