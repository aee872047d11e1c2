using System;

namespace Ka.Wire;

/// <summary>In front of every chunk of the sealed stream, in clear, and bound to its ciphertext as AES-GCM's associated
/// data.</summary>
/// <param name="Compressed">The plain bytes were compressed with zstd before they were sealed.</param>
/// <param name="Stream">From 1; 0 in the chunks about the whole run (<see cref="ChunkKind.Abort"/>, <see
/// cref="ChunkKind.EndOfRun"/>).</param>
/// <param name="Sequence">Number of the chunk in the run, from 0, without gaps. The GCM nonce is made of it, so it is never
/// used twice.</param>
/// <param name="SealedLength">Bytes that follow the header: ciphertext and tag.</param>
/// <param name="PlainLength">Bytes after opening and decompressing.</param>
/// <param name="PlainOffset">Where they belong in their stream's plain bytes; 0 in chunks that carry a record.</param>
public readonly record struct ChunkHeader(
    ChunkKind Kind, bool Compressed, uint Stream, long Sequence, int SealedLength, int PlainLength, long PlainOffset)
{
    public const int Size = 32;

    /// <summary>AES-GCM's tag, at the end of the sealed bytes.</summary>
    public const int TagSize = 16;

    /// <summary>'k' and the version of this layout.</summary>
    private const ushort Magic = ('k' << 8) | 1;

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
    }

    /// <summary>A header whose lengths can be trusted to size a buffer; nothing in it is proven before the chunk is
    /// opened.</summary>
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
            reader.U63("plain offset"));
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
        if ((Stream == 0) != (Kind is ChunkKind.Abort or ChunkKind.EndOfRun))
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
