namespace Ka.Wire;

/// <summary>The answer to <see cref="Go"/>: the run starts.</summary>
/// <param name="Nodes">The number of nodes it starts with.</param>
public sealed record Going(uint Nodes) : ControlMessage
{
    public override MessageType Type => MessageType.Going;

    internal override void Write(ref WireWriter writer) => writer.U32(Nodes);

    internal static Going Read(ref WireReader reader) => new(reader.U32("nodes"));
}
