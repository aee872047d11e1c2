namespace Ka.Wire;

/// <summary>A request for the state of the run: a <see cref="RunSummary"/> and its <see cref="NodeRow"/>s.</summary>
/// <param name="Follow">True when it is repeated each second until the run is over; otherwise it is sent once.</param>
public sealed record RunSummaryRequest(bool Follow) : ControlMessage
{
    public override MessageType Type => MessageType.RunSummaryRequest;

    internal override void Write(ref WireWriter writer) => writer.Flag(Follow);

    internal static RunSummaryRequest Read(ref WireReader reader) => new(reader.Flag("follow"));
}
