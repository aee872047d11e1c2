namespace Ka.Wire;

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
