namespace Ka.Wire;

/// <summary>A request for the state of the run: a <see cref="BoardHead"/> and its <see cref="BoardRow"/>s.</summary>
/// <param name="Follow">Whether it is repeated each second until the run is over; otherwise it is sent once.</param>
public sealed record Look(bool Follow) : ControlMessage
{
    public override MessageType Type => MessageType.Look;

    internal override void Write(ref WireWriter writer) => writer.Flag(Follow);

    internal static Look Read(ref WireReader reader) => new(reader.Flag("follow"));
}
