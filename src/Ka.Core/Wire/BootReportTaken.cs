namespace Ka.Wire;

/// <summary>The answer to a <see cref="BootReport"/>: the golden node has it, and the clone forgets its secret.</summary>
public sealed record BootReportTaken : ControlMessage
{
    public override MessageType Type => MessageType.BootReportTaken;

    internal override void Write(ref WireWriter writer) { }
}
