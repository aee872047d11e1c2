namespace Ka.Wire;

/// <summary>This round goes on without the node. It puts everything away, says <see cref="Ready"/>, and waits for the next
/// <see cref="Start"/>.</summary>
/// <param name="Reason">Why.</param>
public sealed record NextRound(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.NextRound;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static NextRound Read(ref WireReader reader) => new(reader.Reason("reason"));
}
