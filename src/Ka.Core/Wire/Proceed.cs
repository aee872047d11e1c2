namespace Ka.Wire;

/// <summary>Carry out the plan: erase the disks, make them anew, mount them, and say <see cref="DisksReady"/>. Sent after the
/// node judged that very plan to fit, and the operator agreed. A node that judged another one, or none, refuses.</summary>
/// <param name="Plan">SHA-256 of the plan to carry out.</param>
public sealed record Proceed(Bytes32 Plan) : ControlMessage
{
    public override MessageType Type => MessageType.Proceed;

    internal override void Write(ref WireWriter writer) => writer.Bytes32(Plan);

    internal static Proceed Read(ref WireReader reader) => new(reader.Bytes32("plan"));
}
