using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The record of a <see cref="ChunkKind.Begin"/> chunk.</summary>
/// <param name="Name">What it is called in receipts and reports: a mount point, a file, a command.</param>
/// <param name="ExpectedLength">Plain bytes that will come, as the golden node knew before it read them; null: it could not
/// know. For a progress bar; what counts is the <see cref="StreamEnd"/>.</param>
public sealed record StreamBegin(BytePath Name, StreamKind Kind, long? ExpectedLength)
{
    private const ulong Unknown = ulong.MaxValue;

    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[WireLimits.ChunkRecord]);
        writer.Name(Name, WireLimits.StreamName);
        writer.U8((byte)Kind);
        writer.U64(ExpectedLength is { } length ? (ulong)length : Unknown);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static StreamBegin Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "stream begin");
        var begin = new StreamBegin(reader.Name("name", WireLimits.StreamName),
            (StreamKind)reader.Choice("kind", (byte)StreamKind.Tree, (byte)StreamKind.Command), Length(ref reader));
        reader.End();
        return begin;
    }

    private static long? Length(ref WireReader reader)
    {
        var length = reader.U64("expected length");
        if (length == Unknown)
            return null;
        return length <= long.MaxValue ? (long)length : throw reader.Wrong("expected length", $"{length} is above 2^63-1");
    }
}
