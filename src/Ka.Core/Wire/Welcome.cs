namespace Ka.Wire;

/// <summary>The node is let in.</summary>
/// <param name="Node">Its id in this run, from 1.</param>
public sealed record Welcome(uint Node) : ControlMessage
{
    public override MessageType Type => MessageType.Welcome;

    internal override void Write(ref WireWriter writer) => writer.U32(Node);

    internal static Welcome Read(ref WireReader reader) => new(reader.U32("node"));
}
