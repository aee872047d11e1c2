using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>The clear-text header of a chunk (docs/wire-protocol.md, sealed stream).</summary>
/// <remarks>Its first <see cref="BoundSize"/> bytes are bound to the ciphertext as AES-GCM's associated data. Two checks follow,
/// so that every relay finds damage on the hop that caused it. The checks protect against faults only; the seal protects against
/// an attacker, who can compute the checks too.</remarks>
public readonly record struct ChunkHeader
{
    /// <summary>Bytes of an encoded header.</summary>
    public const int Size = CheckedSize + sizeof(uint);

    /// <summary>Bytes of the header that the seal covers: all that is known before the ciphertext is.</summary>
    public const int BoundSize = 32;

    /// <summary>Bytes of AES-GCM's tag, which ends the sealed bytes.</summary>
    public const int TagSize = 16;

    /// <summary>'k' and the version of this layout.</summary>
    private const ushort Magic = ('k' << 8) | 2;

    private const int CheckedSize = BoundSize + sizeof(uint);

    private const byte ZstdFlag = 1;

    public required ChunkKind Kind { get; init; }

    /// <summary>True if the plain bytes were compressed with zstd before they were sealed.</summary>
    public bool Compressed { get; init; }

    /// <summary>Number of the stream, from 1; 0 in the chunk about the whole run (<see cref="ChunkKind.EndOfRun"/>).</summary>
    public uint Stream { get; init; }

    /// <summary>Number of the chunk in the run, from 0, without gaps. The GCM nonce is made of it, so it is never used
    /// twice.</summary>
    public long Sequence { get; init; }

    /// <summary>Bytes that follow the header: ciphertext and tag.</summary>
    public required int SealedLength { get; init; }

    /// <summary>Bytes after opening and decompressing.</summary>
    public required int PlainLength { get; init; }

    /// <summary>Offset of the plain bytes in their stream; 0 in chunks that carry a record.</summary>
    public long PlainOffset { get; init; }

    /// <summary>CRC-32 of the sealed bytes.</summary>
    public uint SealedCheck { get; init; }

    /// <summary>Bytes of the whole chunk: header, ciphertext, tag.</summary>
    public int ChunkLength => Size + SealedLength;

    /// <summary>Encodes the header and its check.</summary>
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
        writer.U32(SealedCheck);
        writer.U32(Crc32.Append(0, destination[..CheckedSize]));
    }

    /// <summary>Decodes an undamaged header, whose lengths can be trusted to size a buffer.</summary>
    /// <remarks>Only opening the chunk proves that the golden node wrote it.</remarks>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    /// <exception cref="ProtocolException"/>
    public static ChunkHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes, "chunk");
        if (reader.U16("magic") != Magic)
            throw reader.Wrong("magic", "not a chunk of this version");
        var kind = (ChunkKind)reader.Choice("kind", (byte)ChunkKind.Begin, (byte)ChunkKind.EndOfRun);
        // Initializers run in the order they are written, which is the order of the fields on the wire.
        var header = new ChunkHeader
        {
            Kind = kind,
            Compressed = reader.Choice("flags", 0, ZstdFlag) == ZstdFlag,
            Stream = reader.U32("stream"),
            Sequence = reader.U63("sequence"),
            SealedLength = Length(ref reader, "sealed length", WireLimits.ChunkPlain + TagSize),
            PlainLength = Length(ref reader, "plain length", LongestPlain(kind)),
            PlainOffset = reader.U63("plain offset"),
            SealedCheck = reader.U32("sealed check"),
        };
        if (reader.U32("header check") != Crc32.Append(0, bytes[..CheckedSize]))
            throw reader.Wrong("header check", "damaged on the way");
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

    private static int LongestPlain(ChunkKind kind) => kind == ChunkKind.Bytes ? WireLimits.ChunkPlain : WireLimits.ChunkRecord;

    private static int Length(ref WireReader reader, string field, int limit)
    {
        var length = reader.U32(field);
        return length <= limit ? (int)length : throw reader.Wrong(field, $"{length}, limit {limit}");
    }
}
