namespace Ka.Wire;

/// <summary>The node cannot be done any more (its disk, its consumer). It stays in the chain and relays.</summary>
/// <param name="Reason">Why.</param>
public sealed record NodeFailed(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.NodeFailed;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static NodeFailed Read(ref WireReader reader) => new(reader.Reason("reason"));
}
