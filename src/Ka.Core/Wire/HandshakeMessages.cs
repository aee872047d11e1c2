using System;
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

/// <summary>The server's proof that it knows the token. It comes before the node's, so that a node sends nothing to an
/// unauthenticated server.</summary>
/// <param name="Nonce">Random, for the proofs.</param>
/// <param name="Mac"><see cref="Proof.OfServer"/>; zero in an open session.</param>
public sealed record Challenge(Bytes32 Nonce, Bytes32 Mac) : ControlMessage
{
    public override MessageType Type => MessageType.Challenge;

    internal override void Write(ref WireWriter writer)
    {
        writer.Bytes32(Nonce);
        writer.Bytes32(Mac);
    }

    internal static Challenge Read(ref WireReader reader) => new(reader.Bytes32("nonce"), reader.Bytes32("mac"));
}

/// <summary>The node shows that it knows the token.</summary>
/// <param name="Mac"><see cref="Proof.OfNode"/>; zero in an open session.</param>
public sealed record NodeProof(Bytes32 Mac) : ControlMessage
{
    public override MessageType Type => MessageType.NodeProof;

    internal override void Write(ref WireWriter writer) => writer.Bytes32(Mac);

    internal static NodeProof Read(ref WireReader reader) => new(reader.Bytes32("mac"));
}

/// <summary>The node is let in.</summary>
/// <param name="Node">Its id in this run, from 1.</param>
public sealed record Welcome(uint Node) : ControlMessage
{
    public override MessageType Type => MessageType.Welcome;

    internal override void Write(ref WireWriter writer) => writer.U32(Node);

    internal static Welcome Read(ref WireReader reader) => new(reader.U32("node"));
}

/// <summary>The peer is not let in; the connection ends after this.</summary>
/// <param name="Reason">Why, for people.</param>
/// <param name="RetryAfter">Time after which the peer may ask again, and may be let in; whole milliseconds. Zero: this run never
/// lets it in.</param>
public sealed record Refused(string Reason, TimeSpan RetryAfter = default) : ControlMessage
{
    public override MessageType Type => MessageType.Refused;

    internal override void Write(ref WireWriter writer)
    {
        writer.Reason(Reason);
        writer.Milliseconds(RetryAfter);
    }

    internal static Refused Read(ref WireReader reader) => new(reader.Reason("reason"), reader.Milliseconds("retry after"));
}
