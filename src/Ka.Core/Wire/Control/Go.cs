namespace Ka.Wire;

/// <summary>What an operator wants who does not wait for more nodes: start now, with those that are there.</summary>
public sealed record Go : ControlMessage
{
    public override MessageType Type => MessageType.Go;

    internal override void Write(ref WireWriter writer)
    {
    }
}
