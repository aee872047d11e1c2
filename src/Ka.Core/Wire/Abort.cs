namespace Ka.Wire;

/// <summary>The run failed for all nodes.</summary>
/// <param name="Reason">Why.</param>
public sealed record Abort(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.Abort;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static Abort Read(ref WireReader reader) => new(reader.Reason("reason"));
}
