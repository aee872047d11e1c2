namespace Ka.Wire;

/// <summary>The operator pressed Ctrl-C: the running command is to end.</summary>
public sealed record Interrupt : ControlMessage
{
    public override MessageType Type => MessageType.Interrupt;

    internal override void Write(ref WireWriter writer) { }
}
