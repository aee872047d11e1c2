namespace Ka.Wire;

/// <summary>The answer to <see cref="Go"/>: the run starts.</summary>
/// <param name="Nodes">The number of nodes it starts with.</param>
public sealed record StartAccepted(uint Nodes) : ControlMessage
{
    public override MessageType Type => MessageType.StartAccepted;

    internal override void Write(ref WireWriter writer) => writer.U32(Nodes);

    internal static StartAccepted Read(ref WireReader reader) => new(reader.U32("nodes"));
}
