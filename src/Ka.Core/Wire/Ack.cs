using System;

namespace Ka.Wire;

/// <summary>Upstream on a data connection, each time something moved and at least once a second: up to where the child and the
/// three after it have received the stream. The parent retains what any of the four lacks.</summary>
/// <param name="Received">End of the sealed bytes that the child itself holds without a gap.</param>
/// <param name="Next">The same of the child's child; <see cref="NoNode"/> where the chain ends before it.</param>
public readonly record struct Ack(long Received, long Next, long AfterNext, long Last)
{
    public const int Size = 32;

    /// <summary>Number of nodes after it whose positions a parent gets, and whose missing bytes it keeps.</summary>
    public const int Reach = 4;

    /// <summary>There is no such node: the chain ends before it. All ones on the wire.</summary>
    public const long NoNode = -1;

    /// <summary>The ack of the chain's last node.</summary>
    public static Ack OfTail(long received) => new(received, NoNode, NoNode, NoNode);

    /// <summary>The ack of a node that holds the stream up to <paramref name="received"/> and whose child sent this
    /// one.</summary>
    public Ack Behind(long received) => new(received, Received, Next, AfterNext);

    /// <summary>Every byte before this has reached all four.</summary>
    public long Lowest => Math.Min(Math.Min(Received, OrMax(Next)), Math.Min(OrMax(AfterNext), OrMax(Last)));

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        writer.U63(Received);
        writer.U64((ulong)Next);
        writer.U64((ulong)AfterNext);
        writer.U64((ulong)Last);
    }

    /// <exception cref="ProtocolException"/>
    public static Ack Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes, "ack");
        var ack = new Ack(
            reader.U63("received"),
            Position(ref reader, "next"),
            Position(ref reader, "after next"),
            Position(ref reader, "last")
        );
        reader.End();
        if (ack is { Next: NoNode, AfterNext: not NoNode } or { AfterNext: NoNode, Last: not NoNode })
            throw reader.Wrong("last", "a node after the end of the chain");
        return ack;
    }

    private static long Position(ref WireReader reader, string field)
    {
        var value = (long)reader.U64(field);
        return value >= NoNode ? value : throw reader.Wrong(field, $"{(ulong)value} is above 2^63-1");
    }

    private static long OrMax(long position) => position == NoNode ? long.MaxValue : position;
}
