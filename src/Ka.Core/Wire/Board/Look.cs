namespace Ka.Wire;

/// <summary>What somebody asks who wants to see the run: a <see cref="BoardHead"/> and its <see cref="BoardRow"/>s.</summary>
/// <param name="Follow">Again each second until the run is over; otherwise once.</param>
public sealed record Look(bool Follow) : ControlMessage
{
    public override MessageType Type => MessageType.Look;

    internal override void Write(ref WireWriter writer) => writer.Flag(Follow);

    internal static Look Read(ref WireReader reader) => new(reader.Flag("follow"));
}
