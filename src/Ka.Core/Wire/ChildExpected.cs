namespace Ka.Wire;

/// <summary>The end of the chain moved to or from this node. A node that expects a child retains what that child may ask for;
/// the last node retains nothing for others.</summary>
/// <param name="Epoch">Void when the node serves a child of a newer one.</param>
/// <param name="Expected">A child will come. False: the node is the last; it drops a child it still has.</param>
public sealed record ChildExpected(uint Epoch, bool Expected) : ControlMessage
{
    public override MessageType Type => MessageType.ChildExpected;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.Flag(Expected);
    }

    internal static ChildExpected Read(ref WireReader reader) => new(reader.U32("epoch"), reader.Flag("expected"));
}
