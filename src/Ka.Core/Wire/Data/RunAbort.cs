using System;

namespace Ka.Wire;

/// <summary>The record of a <see cref="ChunkKind.Abort"/> chunk: the golden node cannot go on.</summary>
public sealed record RunAbort(string Reason)
{
    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[2 + WireLimits.Reason]);
        writer.Reason(Reason);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static RunAbort Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "abort");
        var abort = new RunAbort(reader.Reason("reason"));
        reader.End();
        return abort;
    }
}
