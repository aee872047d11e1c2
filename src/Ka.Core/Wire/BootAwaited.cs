using Ka.Linux;

namespace Ka.Wire;

/// <summary>The golden node waits until this node has booted as a clone: the clone reports it once, with the
/// <see cref="BootReport"/>. Sent before <see cref="Proceed"/>.</summary>
/// <param name="Session">The session that the clone asks for; no other node has it.</param>
/// <param name="Secret">What it proves there instead of the token. It opens no other session.</param>
/// <param name="Seconds">Time for which the clone tries.</param>
public sealed record BootAwaited(BytePath Session, Bytes32 Secret, uint Seconds) : ControlMessage
{
    public override MessageType Type => MessageType.BootAwaited;

    internal override void Write(ref WireWriter writer)
    {
        writer.Name(Session, WireLimits.SessionName);
        writer.Bytes32(Secret);
        writer.U32(Seconds);
    }

    internal static BootAwaited Read(ref WireReader reader) =>
        new(reader.Name("session", WireLimits.SessionName), reader.Bytes32("secret"), reader.U32("seconds"));
}
