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
