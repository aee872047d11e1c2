namespace Ka.Wire;

/// <summary>Somebody pressed Ctrl-C: the command that runs is to end.</summary>
public sealed record Interrupt : ControlMessage
{
    public override MessageType Type => MessageType.Interrupt;

    internal override void Write(ref WireWriter writer)
    {
    }
}
