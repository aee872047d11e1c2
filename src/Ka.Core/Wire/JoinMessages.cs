using System;

namespace Ka.Wire;

/// <summary>The request of a node to be served, once it has proven itself.</summary>
/// <param name="DataPort">The port where its child connects.</param>
/// <param name="Identity">A random number of the node's process, the same in all its requests.</param>
/// <param name="Back">The node was in a run, lost the connection, and wants its place again; a golden node that holds none
/// refuses.</param>
public sealed record Join(ushort DataPort, UInt128 Identity, bool Back) : ControlMessage
{
    public override MessageType Type => MessageType.Join;

    internal override void Write(ref WireWriter writer)
    {
        writer.U16(DataPort);
        writer.U128(Identity);
        writer.Flag(Back);
    }

    internal static Join Read(ref WireReader reader) =>
        new(reader.Port("data port"), reader.U128("identity"), reader.Flag("back"));
}

/// <summary>The run has not started.</summary>
/// <param name="Joined">Nodes that are there.</param>
/// <param name="Expected">Nodes it starts with.</param>
public sealed record Waiting(uint Joined, uint Expected) : ControlMessage
{
    public override MessageType Type => MessageType.Waiting;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Joined);
        writer.U32(Expected);
    }

    internal static Waiting Read(ref WireReader reader) => new(reader.U32("joined"), reader.U32("expected"));
}

/// <summary>An operator's request not to wait for more nodes: to start now, with those that have joined.</summary>
public sealed record Go : ControlMessage
{
    public override MessageType Type => MessageType.Go;

    internal override void Write(ref WireWriter writer) { }
}

/// <summary>Nothing but the sign that the sender lives.</summary>
public sealed record Keepalive : ControlMessage
{
    public override MessageType Type => MessageType.Keepalive;

    internal override void Write(ref WireWriter writer) { }
}
