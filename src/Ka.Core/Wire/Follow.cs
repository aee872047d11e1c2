using System;

namespace Ka.Wire;

/// <summary>Tell the log from a line on, then every line that comes.</summary>
/// <param name="Boot">The start of the machine whose log was read before; any other, 0 for instance: from the oldest
/// line.</param>
/// <param name="Line">The number of the first line that is wanted, from 0.</param>
public sealed record Follow(UInt128 Boot, long Line) : ControlMessage
{
    public override MessageType Type => MessageType.Follow;

    internal override void Write(ref WireWriter writer)
    {
        writer.U128(Boot);
        writer.U63(Line);
    }

    internal static Follow Read(ref WireReader reader) => new(reader.U128("boot"), reader.U63("line"));
}
