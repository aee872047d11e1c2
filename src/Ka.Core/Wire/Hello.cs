using Ka.Linux;

namespace Ka.Wire;

/// <summary>The first message of a node, or of an operator: what it speaks and who it is. What it wants comes after the
/// proofs.</summary>
/// <param name="Protocol"><see cref="ProtocolVersion.Current"/> of the node's program.</param>
/// <param name="Session">The session it wants to join.</param>
/// <param name="Open">True when it is to join without a token. A server with a token refuses it, and the other way round.</param>
/// <param name="Nonce">Random, for the proofs.</param>
/// <param name="Host">Its host name, for people.</param>
public sealed record Hello(ushort Protocol, BytePath Session, bool Open, Bytes32 Nonce, BytePath Host) : ControlMessage
{
    public override MessageType Type => MessageType.Hello;

    internal override void Write(ref WireWriter writer)
    {
        writer.U16(Protocol);
        writer.Name(Session, WireLimits.SessionName);
        writer.Flag(Open);
        writer.Bytes32(Nonce);
        writer.Name(Host, WireLimits.HostName);
    }

    internal static Hello Read(ref WireReader reader) =>
        new(
            reader.U16("protocol"),
            reader.Name("session", WireLimits.SessionName),
            reader.Flag("open"),
            reader.Bytes32("nonce"),
            reader.Name("host", WireLimits.HostName)
        );
}
