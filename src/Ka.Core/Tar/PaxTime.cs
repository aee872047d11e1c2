using System;
using System.Buffers.Text;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>Times of pax records: decimal seconds with a fraction. Half a second before 1970 is <c>-0.5</c>.</summary>
internal static class PaxTime
{
    /// <summary>Sign, 20 digits, point, 9 digits.</summary>
    public const int MaxLength = 32;

    /// <returns>Bytes written.</returns>
    public static int Format(UnixTime time, Span<byte> text)
    {
        var (seconds, nanoseconds) = (time.Seconds, time.Nanoseconds);
        var length = 0;
        if (seconds < 0)
        {
            // The kernel counts nanoseconds forward from the second below; text counts away from zero.
            text[length++] = (byte)'-';
            seconds = nanoseconds == 0 ? -seconds : -(seconds + 1);
            nanoseconds = nanoseconds == 0 ? 0 : 1_000_000_000 - nanoseconds;
        }
        Utf8Formatter.TryFormat(seconds, text[length..], out var digits);
        length += digits;
        if (nanoseconds == 0)
            return length;
        text[length++] = (byte)'.';
        for (var scale = 100_000_000; nanoseconds != 0; scale /= 10)
        {
            text[length++] = (byte)('0' + nanoseconds / scale);
            nanoseconds %= scale;
        }
        return length;
    }

    /// <summary>Digits beyond nanoseconds are dropped toward the past.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UnixTime time)
    {
        time = default;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        if (!Utf8Parser.TryParse(whole, out long seconds, out var used) || used != whole.Length || seconds < 0)
            return false;
        var lost = false;
        var nanoseconds = 0;
        if (point >= 0 && !TryParseFraction(text[(point + 1)..], out nanoseconds, out lost))
            return false;
        time = negative ? Negate(seconds, nanoseconds + (lost ? 1 : 0)) : new UnixTime(seconds, nanoseconds);
        return true;
    }

    private static bool TryParseFraction(ReadOnlySpan<byte> digits, out int nanoseconds, out bool lost)
    {
        nanoseconds = 0;
        lost = false;
        var scale = 100_000_000;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            nanoseconds += (digit - '0') * scale;
            lost |= scale == 0 && digit != '0';
            scale /= 10;
        }
        return true;
    }

    private static UnixTime Negate(long seconds, int nanoseconds) =>
        nanoseconds == 0 ? new UnixTime(-seconds, 0) : new UnixTime(-seconds - 1, 1_000_000_000 - nanoseconds);
}
