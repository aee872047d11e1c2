namespace Ka.Wire;

/// <summary>The node is not let in; the connection ends after this.</summary>
/// <param name="Reason">Why.</param>
public sealed record Refused(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.Refused;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static Refused Read(ref WireReader reader) => new(reader.Reason("reason"));
}
