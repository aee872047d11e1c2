using System;
using System.Globalization;

namespace Ka.Commands;

/// <summary>A time as people type it: <c>90</c> or <c>90s</c>, <c>10m</c>, <c>1h</c>.</summary>
internal static class DurationParser
{
    private const long Longest = 7 * 24 * 3600;

    /// <exception cref="UsageException"/>
    public static TimeSpan Parse(string text, string option)
    {
        var unit =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    _ => 0,
                };
        var digits = unit == 0 ? text : text[..^1];
        return
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= Longest / Math.Max(unit, 1)
            ? TimeSpan.FromSeconds(number * Math.Max(unit, 1))
            : throw new UsageException($"{option}: '{text}' is not a time up to a week (90, 90s, 10m, 1h)");
    }
}
