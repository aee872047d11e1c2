using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The answer to <see cref="Follow"/>: the node begins to send its log.</summary>
/// <param name="Boot">Random number of this start of the machine; the lines of one start are counted from 0, through both of its
/// stages.</param>
/// <param name="Line">The number of the first line that follows: the requested line, or the oldest that is kept.</param>
/// <param name="Host">The node's host name, for people.</param>
public sealed record FollowAccepted(UInt128 Boot, long Line, BytePath Host) : ControlMessage
{
    public override MessageType Type => MessageType.FollowAccepted;

    internal override void Write(ref WireWriter writer)
    {
        writer.U128(Boot);
        writer.U63(Line);
        writer.Name(Host, WireLimits.HostName);
    }

    internal static FollowAccepted Read(ref WireReader reader) =>
        new(reader.U128("boot"), reader.U63("line"), reader.Name("host", WireLimits.HostName));
}
