namespace Ka.Wire;

/// <summary>The node shows that it knows the token.</summary>
/// <param name="Mac"><see cref="Proof.OfNode"/>; zero in an open session.</param>
public sealed record NodeProof(Bytes32 Mac) : ControlMessage
{
    public override MessageType Type => MessageType.NodeProof;

    internal override void Write(ref WireWriter writer) => writer.Bytes32(Mac);

    internal static NodeProof Read(ref WireReader reader) => new(reader.Bytes32("mac"));
}
