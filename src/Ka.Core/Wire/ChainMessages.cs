using System.Net;

namespace Ka.Wire;

/// <summary>Get the stream from this parent from now on, from your own position; leave the one you have.</summary>
/// <param name="Epoch">Larger than in every order given before, to whomever.</param>
/// <param name="Parent">0: the golden node.</param>
/// <param name="Address">The parent's data port.</param>
public sealed record AttachTo(uint Epoch, uint Parent, IPEndPoint Address) : ControlMessage
{
    public override MessageType Type => MessageType.AttachTo;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.U32(Parent);
        writer.EndPoint(Address);
    }

    internal static AttachTo Read(ref WireReader reader) =>
        new(reader.U32("epoch"), reader.U32("parent"), reader.EndPoint("address"));
}

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

/// <summary>The node has no parent any more and waits for the next <see cref="AttachTo"/>.</summary>
/// <param name="Epoch">Of the order that gave it the parent it lost.</param>
/// <param name="Position">The position at which it will go on.</param>
/// <param name="Oldest">With <see cref="ParentLossReason.Gone"/>, what the parent said it retains from; else 0.</param>
public sealed record ParentLost(uint Epoch, long Position, ParentLossReason Cause, long Oldest, string Reason) : ControlMessage
{
    public override MessageType Type => MessageType.ParentLost;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.U63(Position);
        writer.U8((byte)Cause);
        writer.U63(Oldest);
        writer.Reason(Reason);
    }

    internal static ParentLost Read(ref WireReader reader) =>
        new(
            reader.U32("epoch"),
            reader.U63("position"),
            (ParentLossReason)reader.Choice("cause", (byte)ParentLossReason.Unreachable, (byte)ParentLossReason.Corrupt),
            reader.U63("oldest"),
            reader.Reason("reason")
        );
}

/// <summary>The way in which a node lost its parent.</summary>
public enum ParentLossReason : byte
{
    /// <summary>No connection, or no answer to <see cref="Attach"/> in time.</summary>
    Unreachable = 1,

    /// <summary>Answered <see cref="AttachStatus.Refused"/>.</summary>
    Refused = 2,

    /// <summary>Answered <see cref="AttachStatus.Gone"/>.</summary>
    Gone = 3,

    /// <summary>The connection was closed or reset.</summary>
    Closed = 4,

    /// <summary>No bytes came for too long.</summary>
    Silent = 5,

    /// <summary>The received bytes were not the sealed stream.</summary>
    Corrupt = 6,
}
