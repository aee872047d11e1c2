using System;

namespace Ka.Tar;

/// <summary>Numbers of header fields: octal text, or GNU's base 256 where the first bit is set.</summary>
internal static class TarNumber
{
    /// <summary>Octal digits that fill the field up to a NUL. A number that does not fit, or is negative, becomes 0: its
    /// true value stands in the pax header.</summary>
    /// <returns>false when it did not fit.</returns>
    public static bool Write(Span<byte> field, long value)
    {
        var fits = value >= 0 && value >> (3 * (field.Length - 1)) == 0;
        if (!fits)
            value = 0;
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (int)(value & 7));
        return fits;
    }

    /// <returns>false when the field holds no number, or one beyond 64 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out long value) =>
        field[0] >= 0x80 ? TryReadBase256(field, out value) : TryReadOctal(field, out value);

    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        field = field.TrimStart((byte)' ');
        var end = field.IndexOfAny((byte)' ', (byte)0);
        foreach (var digit in end < 0 ? field : field[..end])
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
                return false;
            value = value << 3 | (uint)(digit - '0');
        }
        return true;
    }

    private static bool TryReadBase256(ReadOnlySpan<byte> field, out long value)
    {
        // 0x80: positive, 0xff: negative; the bit that says "base 256" is no part of the number.
        value = (field[0] & 0x40) != 0 ? -1L << 6 | (uint)(field[0] & 0x3f) : field[0] & 0x3f;
        foreach (var b in field[1..])
        {
            if (value is > long.MaxValue >> 8 or < long.MinValue >> 8)
                return false;
            value = value << 8 | b;
        }
        return true;
    }
}
