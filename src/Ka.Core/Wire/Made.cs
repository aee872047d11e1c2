namespace Ka.Wire;

/// <summary>The answer to <see cref="Proceed"/>: the disks are made and mounted, the streams may come.</summary>
public sealed record Made : ControlMessage
{
    public override MessageType Type => MessageType.Made;

    internal override void Write(ref WireWriter writer)
    {
    }
}
