namespace Ka.Wire;

/// <summary>The answer to <see cref="NextRound"/>: nothing of the old round is left, and what the node said before is of
/// that one.</summary>
public sealed record Ready : ControlMessage
{
    public override MessageType Type => MessageType.Ready;

    internal override void Write(ref WireWriter writer) { }
}
