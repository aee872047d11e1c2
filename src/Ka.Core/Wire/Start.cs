using System;

namespace Ka.Wire;

/// <summary>The run starts.</summary>
/// <param name="Run">Random number of the run.</param>
/// <param name="DataKey">Opens the sealed stream.</param>
/// <param name="ChainKey">Signs <see cref="Attach"/> and its answer.</param>
/// <param name="Index">The node's place in the chain, from 1.</param>
/// <param name="Total">Nodes in the chain. The one with this index is the last.</param>
public sealed record Start(UInt128 Run, Bytes32 DataKey, Bytes32 ChainKey, uint Index, uint Total) : ControlMessage
{
    public override MessageType Type => MessageType.Start;

    internal override void Write(ref WireWriter writer)
    {
        writer.U128(Run);
        writer.Bytes32(DataKey);
        writer.Bytes32(ChainKey);
        writer.U32(Index);
        writer.U32(Total);
    }

    internal static Start Read(ref WireReader reader) =>
        new(
            reader.U128("run"),
            reader.Bytes32("data key"),
            reader.Bytes32("chain key"),
            reader.U32("index"),
            reader.U32("total")
        );
}
