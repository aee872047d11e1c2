namespace Ka.Wire;

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
