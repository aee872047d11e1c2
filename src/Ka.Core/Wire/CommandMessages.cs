using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>Run a command, and tell what it says and how it ends.</summary>
/// <param name="Command">For <c>/bin/sh -c</c>.</param>
/// <param name="TimeLimit">Not zero; when it has passed, the command is killed.</param>
public sealed record Execute(BytePath Command, TimeSpan TimeLimit) : ControlMessage
{
    public override MessageType Type => MessageType.Execute;

    internal override void Write(ref WireWriter writer)
    {
        writer.Name(Command, WireLimits.Command);
        writer.Milliseconds(TimeLimit);
    }

    internal static Execute Read(ref WireReader reader)
    {
        var (command, limit) = (reader.Name("command", WireLimits.Command), reader.Milliseconds("time limit"));
        return limit > TimeSpan.Zero ? new Execute(command, limit) : throw reader.Wrong("time limit", "0");
    }
}

/// <summary>The operator pressed Ctrl-C: the running command is to end.</summary>
public sealed record Interrupt : ControlMessage
{
    public override MessageType Type => MessageType.Interrupt;

    internal override void Write(ref WireWriter writer) { }
}

/// <summary>Bytes of output of a command.</summary>
/// <param name="Stream">1 its standard output, 2 its standard error.</param>
/// <param name="Bytes">At most <see cref="WireLimits.CommandOutput"/>.</param>
public sealed record CommandOutput(byte Stream, ReadOnlyMemory<byte> Bytes) : ControlMessage
{
    public override MessageType Type => MessageType.CommandOutput;

    public bool Equals(CommandOutput? other) =>
        other is not null && Stream == other.Stream && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Stream, Bytes.Length);

    internal override void Write(ref WireWriter writer)
    {
        writer.U8(Stream);
        writer.Name(Bytes.Span, WireLimits.CommandOutput);
    }

    internal static CommandOutput Read(ref WireReader reader) =>
        new(reader.Choice("stream", 1, 2), reader.Block("bytes", WireLimits.CommandOutput).ToArray());
}

/// <summary>A command has ended; nothing follows.</summary>
/// <param name="End">The way in which the command ended.</param>
/// <param name="Status">Its meaning depends on <see cref="CommandEnd"/>.</param>
public sealed record CommandEnded(CommandEnd End, byte Status) : ControlMessage
{
    public override MessageType Type => MessageType.CommandEnded;

    internal override void Write(ref WireWriter writer)
    {
        writer.U8((byte)End);
        writer.U8(Status);
    }

    internal static CommandEnded Read(ref WireReader reader) =>
        new((CommandEnd)reader.Choice("end", (byte)CommandEnd.Exited, (byte)CommandEnd.TimedOut), reader.U8("status"));
}

/// <summary>The way in which a command ended.</summary>
public enum CommandEnd : byte
{
    /// <summary>It exited: the status is its exit status.</summary>
    Exited = 1,

    /// <summary>A signal ended it: the status is the signal's number.</summary>
    Killed = 2,

    /// <summary>Its time was over: the status says nothing.</summary>
    TimedOut = 3,
}
