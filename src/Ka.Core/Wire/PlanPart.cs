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
