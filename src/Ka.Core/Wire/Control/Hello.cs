using Ka.Linux;

namespace Ka.Wire;

/// <summary>A node's first message: what it speaks and who it is.</summary>
/// <param name="Protocol"><see cref="ProtocolVersion.Current"/> of the node's program.</param>
/// <param name="Session">The session it wants to join.</param>
/// <param name="Open">It was told to join without a token. A server with one refuses it, and the other way round.</param>
/// <param name="Nonce">Random, for the proofs.</param>
/// <param name="DataPort">Where its child will find it.</param>
/// <param name="Host">Its host name, for people.</param>
public sealed record Hello(
    ushort Protocol, BytePath Session, bool Open, Bytes32 Nonce, ushort DataPort, BytePath Host) : ControlMessage
{
    public override MessageType Type => MessageType.Hello;

    internal override void Write(ref WireWriter writer)
    {
        writer.U16(Protocol);
        writer.Name(Session, WireLimits.SessionName);
        writer.Flag(Open);
        writer.Bytes32(Nonce);
        writer.U16(DataPort);
        writer.Name(Host, WireLimits.HostName);
    }

    internal static Hello Read(ref WireReader reader) => new(
        reader.U16("protocol"), reader.Name("session", WireLimits.SessionName), reader.Flag("open"),
        reader.Bytes32("nonce"), reader.Port("data port"), reader.Name("host", WireLimits.HostName));
}
