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
