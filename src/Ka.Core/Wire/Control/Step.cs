namespace Ka.Wire;

/// <summary>What the node does now, for people: a step of its disks, a stream, a step of its preparation.</summary>
/// <param name="Action">The step.</param>
public sealed record Step(string Action) : ControlMessage
{
    public override MessageType Type => MessageType.Step;

    internal override void Write(ref WireWriter writer) => writer.Reason(Action);

    internal static Step Read(ref WireReader reader) => new(reader.Reason("action"));
}
