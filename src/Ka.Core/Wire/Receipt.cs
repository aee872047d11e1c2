using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The node consumed a stream to its end, and every step after it succeeded.</summary>
/// <param name="Stream">The stream's number.</param>
/// <param name="Name">Its name as it was received.</param>
/// <param name="PlainLength">Plain bytes consumed.</param>
/// <param name="Identity">The stream's identity, computed by the node from the chunks that it opened.</param>
public sealed record Receipt(uint Stream, BytePath Name, long PlainLength, UInt128 Identity) : ControlMessage
{
    public override MessageType Type => MessageType.Receipt;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Stream);
        writer.Name(Name, WireLimits.StreamName);
        writer.U63(PlainLength);
        writer.U128(Identity);
    }

    internal static Receipt Read(ref WireReader reader) =>
        new(
            reader.U32("stream"),
            reader.Name("name", WireLimits.StreamName),
            reader.U63("plain length"),
            reader.U128("identity")
        );
}
