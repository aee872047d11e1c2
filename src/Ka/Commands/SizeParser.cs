using System;
using System.Globalization;

namespace Ka.Commands;

/// <summary>A number of bytes as people type it: <c>64M</c>, <c>65536K</c>, <c>1G</c>, <c>67108864</c>; powers of 1024.</summary>
internal static class SizeParser
{
    /// <exception cref="UsageException"/>
    public static long Parse(string text, string option)
    {
        var shift =
            text.Length == 0
                ? 0
                : char.ToUpperInvariant(text[^1]) switch
                {
                    'K' => 10,
                    'M' => 20,
                    'G' => 30,
                    _ => 0,
                };
        var digits = shift == 0 ? text : text[..^1];
        if (
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue >> shift
        )
            return number << shift;
        throw new UsageException($"{option}: '{text}' is not a size (512K, 64M, 1G)");
    }
}
