namespace Ka.Wire;

/// <summary>A command has ended; nothing follows.</summary>
/// <param name="End">The way in which the command ended.</param>
/// <param name="Status">Its meaning depends on <see cref="CommandEnd"/>.</param>
public sealed record CommandEnded(CommandEnd End, byte Status) : ControlMessage
{
    public override MessageType Type => MessageType.CommandEnded;

    internal override void Write(ref WireWriter writer)
    {
        writer.U8((byte)End);
        writer.U8(Status);
    }

    internal static CommandEnded Read(ref WireReader reader) =>
        new((CommandEnd)reader.Choice("end", (byte)CommandEnd.Exited, (byte)CommandEnd.TimedOut), reader.U8("status"));
}
