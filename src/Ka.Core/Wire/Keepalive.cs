namespace Ka.Wire;

/// <summary>Nothing but the sign that the sender lives.</summary>
public sealed record Keepalive : ControlMessage
{
    public override MessageType Type => MessageType.Keepalive;

    internal override void Write(ref WireWriter writer) { }
}
