using System;

namespace Ka.Wire;

/// <summary>The record at the end of a stream: what the golden node sent, and how well it could read it.</summary>
/// <param name="PlainLength">All the stream's plain bytes.</param>
/// <param name="Identity">The hash over headers and tags of its chunks (docs/wire-protocol.md, sealed stream).</param>
/// <param name="Complete">True if no item is missing.</param>
/// <param name="Unreadable">Items that could not be read and are missing.</param>
/// <param name="Changed">Files that changed while they were read.</param>
public sealed record StreamEnd(long PlainLength, UInt128 Identity, bool Complete, long Unreadable, long Changed)
{
    private const int Size = 8 + 16 + 1 + 8 + 8;

    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[Size]);
        writer.U63(PlainLength);
        writer.U128(Identity);
        writer.Flag(Complete);
        writer.U63(Unreadable);
        writer.U63(Changed);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static StreamEnd Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "stream end");
        var end = new StreamEnd(
            reader.U63("plain length"),
            reader.U128("identity"),
            reader.Flag("complete"),
            reader.U63("unreadable"),
            reader.U63("changed")
        );
        reader.End();
        return end;
    }
}
