namespace Ka.Wire;

/// <summary>An operator's request not to wait for more nodes: to start now, with those that have joined.</summary>
public sealed record Go : ControlMessage
{
    public override MessageType Type => MessageType.Go;

    internal override void Write(ref WireWriter writer) { }
}
