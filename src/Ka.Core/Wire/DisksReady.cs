namespace Ka.Wire;

/// <summary>The answer to <see cref="Proceed"/>: the disks are made and mounted, the streams may come.</summary>
public sealed record DisksReady : ControlMessage
{
    public override MessageType Type => MessageType.DisksReady;

    internal override void Write(ref WireWriter writer) { }
}
