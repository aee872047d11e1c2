namespace Ka.Wire;

/// <summary>The node has no parent any more and waits for the next <see cref="AttachTo"/>.</summary>
/// <param name="Epoch">Of the order that gave it the parent it lost.</param>
/// <param name="Position">The position at which it will go on.</param>
/// <param name="Oldest">With <see cref="ParentLossReason.Gone"/>, what the parent said it retains from; else 0.</param>
public sealed record ParentLost(uint Epoch, long Position, ParentLossReason Cause, long Oldest, string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.ParentLost;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.U63(Position);
        writer.U8((byte)Cause);
        writer.U63(Oldest);
        writer.Reason(Reason);
    }

    internal static ParentLost Read(ref WireReader reader) =>
        new(
            reader.U32("epoch"),
            reader.U63("position"),
            (ParentLossReason)reader.Choice("cause", (byte)ParentLossReason.Unreachable, (byte)ParentLossReason.Corrupt),
            reader.U63("oldest"),
            reader.Reason("reason")
        );
}
