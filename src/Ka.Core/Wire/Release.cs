namespace Ka.Wire;

/// <summary>The end of the node's part in the run: no other node needs it any more.</summary>
/// <param name="NodesDone">Nodes that are done so far.</param>
/// <param name="NodesTotal">Nodes that started.</param>
/// <param name="Reason">Why the verdict is not <see cref="Verdict.Done"/>; empty when it is.</param>
public sealed record Release(Verdict Verdict, uint NodesDone, uint NodesTotal, string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.Release;

    internal override void Write(ref WireWriter writer)
    {
        writer.U8((byte)Verdict);
        writer.U32(NodesDone);
        writer.U32(NodesTotal);
        writer.Reason(Reason);
    }

    internal static Release Read(ref WireReader reader) =>
        new(
            (Verdict)reader.Choice("verdict", (byte)Verdict.Done, (byte)Verdict.Incomplete),
            reader.U32("nodes done"),
            reader.U32("nodes total"),
            reader.Reason("reason")
        );
}
