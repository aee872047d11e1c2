using System;
using Ka.Linux;

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

/// <summary>A line of the node's log.</summary>
/// <param name="Line">Its number. One above the last line's, unless lines were lost because the reader was too slow.</param>
/// <param name="Text">The text without a line's end.</param>
public sealed record LogLine(long Line, string Text) : ControlMessage
{
    public override MessageType Type => MessageType.LogLine;

    internal override void Write(ref WireWriter writer)
    {
        writer.U63(Line);
        writer.Text(Text, WireLimits.LogLine);
    }

    internal static LogLine Read(ref WireReader reader) => new(reader.U63("line"), reader.Text("text", WireLimits.LogLine));
}
