using System;
using Ka.Linux;

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

/// <summary>The answer to <see cref="Go"/>: the run starts.</summary>
/// <param name="Nodes">The number of nodes it starts with.</param>
public sealed record StartAccepted(uint Nodes) : ControlMessage
{
    public override MessageType Type => MessageType.StartAccepted;

    internal override void Write(ref WireWriter writer) => writer.U32(Nodes);

    internal static StartAccepted Read(ref WireReader reader) => new(reader.U32("nodes"));
}

/// <summary>The node holds the sealed stream to its end.</summary>
/// <param name="Position">The end of the received bytes.</param>
public sealed record Received(long Position) : ControlMessage
{
    public override MessageType Type => MessageType.Received;

    internal override void Write(ref WireWriter writer) => writer.U63(Position);

    internal static Received Read(ref WireReader reader) => new(reader.U63("position"));
}

/// <summary>The node consumed a stream to its end, and every step after it succeeded.</summary>
/// <param name="Stream">The stream's number.</param>
/// <param name="Name">Its name as it was received.</param>
/// <param name="PlainLength">Plain bytes consumed.</param>
/// <param name="Identity">The stream's identity, computed by the node from the chunks that it opened.</param>
public sealed record Receipt(uint Stream, BytePath Name, long PlainLength, UInt128 Identity) : ControlMessage
{
    public override MessageType Type => MessageType.Receipt;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Stream);
        writer.Name(Name, WireLimits.StreamName);
        writer.U63(PlainLength);
        writer.U128(Identity);
    }

    internal static Receipt Read(ref WireReader reader) =>
        new(
            reader.U32("stream"),
            reader.Name("name", WireLimits.StreamName),
            reader.U63("plain length"),
            reader.U128("identity")
        );
}

/// <summary>The node cannot be done any more (its disk, its consumer). It stays in the chain and relays.</summary>
/// <param name="Reason">Why.</param>
public sealed record NodeFailed(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.NodeFailed;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static NodeFailed Read(ref WireReader reader) => new(reader.Reason("reason"));
}

/// <summary>This round goes on without the node. It puts everything away, says <see cref="Ready"/>, and waits for the next
/// <see cref="Start"/>.</summary>
/// <param name="Reason">Why.</param>
public sealed record NextRound(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.NextRound;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static NextRound Read(ref WireReader reader) => new(reader.Reason("reason"));
}

/// <summary>The answer to <see cref="NextRound"/>: nothing of the old round is left, and what the node said before is of
/// that one.</summary>
public sealed record Ready : ControlMessage
{
    public override MessageType Type => MessageType.Ready;

    internal override void Write(ref WireWriter writer) { }
}

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

/// <summary>The run failed for all nodes.</summary>
/// <param name="Reason">Why.</param>
public sealed record Abort(string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.Abort;

    internal override void Write(ref WireWriter writer) => writer.Reason(Reason);

    internal static Abort Read(ref WireReader reader) => new(reader.Reason("reason"));
}
