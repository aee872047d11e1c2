using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The record of a <see cref="ChunkKind.Begin"/> chunk.</summary>
/// <param name="Name">What it is called in receipts and reports: a mount point, a file, a command.</param>
public sealed record StreamBegin(BytePath Name, StreamKind Kind)
{
    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[WireLimits.ChunkRecord]);
        writer.Name(Name, WireLimits.StreamName);
        writer.U8((byte)Kind);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static StreamBegin Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "stream begin");
        var begin = new StreamBegin(reader.Name("name", WireLimits.StreamName),
            (StreamKind)reader.Choice("kind", (byte)StreamKind.Tree, (byte)StreamKind.Command));
        reader.End();
        return begin;
    }
}
