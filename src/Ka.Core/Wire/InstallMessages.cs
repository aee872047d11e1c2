using System;

namespace Ka.Wire;

/// <summary>A piece of an <see cref="InstallPlan"/>, which is larger than a frame. The pieces come in order, right after
/// <see cref="Welcome"/>; the node answers the last one with <see cref="PlanChecked"/>.</summary>
/// <param name="Length">Bytes of the whole plan, at most <see cref="WireLimits.Plan"/>.</param>
/// <param name="Offset">Of this piece in it.</param>
/// <param name="Piece">1 to <see cref="WireLimits.PlanPiece"/> bytes.</param>
public sealed record PlanPart(uint Length, uint Offset, ReadOnlyMemory<byte> Piece) : ControlMessage
{
    public override MessageType Type => MessageType.PlanPart;

    /// <summary>Compares by contents.</summary>
    public bool Equals(PlanPart? other) =>
        other is not null && Length == other.Length && Offset == other.Offset && Piece.Span.SequenceEqual(other.Piece.Span);

    public override int GetHashCode() => HashCode.Combine(Length, Offset, Piece.Length);

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Length);
        writer.U32(Offset);
        writer.Name(Piece.Span, WireLimits.PlanPiece);
    }

    internal static PlanPart Read(ref WireReader reader)
    {
        var (length, offset) = (reader.U32("length"), reader.U32("offset"));
        if (length is 0 or > WireLimits.Plan)
            throw reader.Wrong("length", $"{length} is not one of 1..{WireLimits.Plan}");
        var piece = reader.Bytes("piece", WireLimits.PlanPiece);
        return piece.Length > 0 && offset + (long)piece.Length <= length
            ? new PlanPart(length, offset, piece)
            : throw reader.Wrong("piece", $"{piece.Length} bytes at {offset} of {length}");
    }
}

/// <summary>Carry out the plan: erase the disks, make them anew, mount them, and say <see cref="DisksReady"/>. Sent after the
/// node judged that very plan to fit, and the operator agreed. A node that judged another one, or none, refuses.</summary>
/// <param name="Plan">SHA-256 of the plan to carry out.</param>
public sealed record Proceed(Bytes32 Plan) : ControlMessage
{
    public override MessageType Type => MessageType.Proceed;

    internal override void Write(ref WireWriter writer) => writer.Bytes32(Plan);

    internal static Proceed Read(ref WireReader reader) => new(reader.Bytes32("plan"));
}

/// <summary>The answer to <see cref="Proceed"/>: the disks are made and mounted, the streams may come.</summary>
public sealed record DisksReady : ControlMessage
{
    public override MessageType Type => MessageType.DisksReady;

    internal override void Write(ref WireWriter writer) { }
}

/// <summary>Every step after the streams succeeded: the tree was prepared to boot, everything is on the disks and unmounted. Sent
/// after the last <see cref="Receipt"/>.</summary>
public sealed record InstallComplete : ControlMessage
{
    public override MessageType Type => MessageType.InstallComplete;

    internal override void Write(ref WireWriter writer) { }
}
