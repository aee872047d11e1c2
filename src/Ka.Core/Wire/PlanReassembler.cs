using System;

namespace Ka.Wire;

/// <summary>Puts the pieces of a plan together again.</summary>
public sealed class PlanReassembler
{
    private byte[] _bytes = [];
    private int _length;

    /// <returns>The plan with its last piece; null before.</returns>
    /// <exception cref="ProtocolException">A piece that is not the next one.</exception>
    public PlanBytes? Add(PlanPart part)
    {
        if (part.Offset == 0)
            (_bytes, _length) = (new byte[part.Length], 0);
        if (part.Length != _bytes.Length || part.Offset != _length)
            throw new ProtocolException(
                $"a piece of a plan at {part.Offset} of {part.Length} where {_length} of {_bytes.Length} is due"
            );
        part.Piece.Span.CopyTo(_bytes.AsSpan(_length));
        _length += part.Piece.Length;
        return _length == _bytes.Length ? new PlanBytes(_bytes) : null;
    }
}
