namespace Ka.Wire;

/// <summary>The node holds the sealed stream to its end.</summary>
/// <param name="Position">The end of the received bytes.</param>
public sealed record Received(long Position) : ControlMessage
{
    public override MessageType Type => MessageType.Received;

    internal override void Write(ref WireWriter writer) => writer.U63(Position);

    internal static Received Read(ref WireReader reader) => new(reader.U63("position"));
}
