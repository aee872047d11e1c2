namespace Ka.Wire;

/// <summary>What a node wants, once it has proven itself: to be served.</summary>
/// <param name="DataPort">Where its child will find it.</param>
public sealed record Join(ushort DataPort) : ControlMessage
{
    public override MessageType Type => MessageType.Join;

    internal override void Write(ref WireWriter writer) => writer.U16(DataPort);

    internal static Join Read(ref WireReader reader) => new(reader.Port("data port"));
}
