using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The record at the beginning of a stream.</summary>
/// <param name="Name">The stream's name in receipts and reports: a mount point, a file, a command.</param>
/// <param name="ExpectedLength">Plain bytes that will come, as the golden node knew before it read them; null: it could not
/// know. For a progress bar; what counts is the <see cref="StreamEnd"/>.</param>
/// <param name="Partition">Not null exactly when it is a <see cref="StreamKind.Partition"/>.</param>
public sealed record StreamBegin(BytePath Name, StreamKind Kind, long? ExpectedLength, PartitionOrigin? Partition = null)
{
    private const ulong Unknown = ulong.MaxValue;

    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[WireLimits.ChunkRecord]);
        writer.Name(Name, WireLimits.StreamName);
        writer.U8((byte)Kind);
        writer.U64(ExpectedLength is { } length ? (ulong)length : Unknown);
        Partition?.Encode(ref writer);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static StreamBegin Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "stream begin");
        var name = reader.Name("name", WireLimits.StreamName);
        var kind = (StreamKind)reader.Choice("kind", (byte)StreamKind.Tree, (byte)StreamKind.Partition);
        var length = Length(ref reader);
        var partition = kind == StreamKind.Partition ? PartitionOrigin.Decode(ref reader) : null;
        reader.End();
        return new StreamBegin(name, kind, length, partition);
    }

    private static long? Length(ref WireReader reader)
    {
        var length = reader.U64("expected length");
        if (length == Unknown)
            return null;
        return length <= long.MaxValue ? (long)length : throw reader.Wrong("expected length", $"{length} is above 2^63-1");
    }
}
