using System;

namespace Ka.Wire;

/// <summary>The record at the end of a run.</summary>
/// <param name="Streams">Number of streams that were sent, each with its own end.</param>
public sealed record RunEnd(uint Streams)
{
    private const int Size = 4;

    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[Size]);
        writer.U32(Streams);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static RunEnd Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "end of run");
        var end = new RunEnd(reader.U32("streams"));
        reader.End();
        return end;
    }
}
