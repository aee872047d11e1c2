using System;
using System.Globalization;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>A time as people type it: <c>90</c> or <c>90s</c>, <c>500ms</c>, <c>10m</c>, <c>1h</c>.</summary>
internal static class DurationParser
{
    private const long LongestMilliseconds = 7 * 24 * 3600 * 1000L;

    // "ms" before "s", and no suffix last.
    private static readonly (string Suffix, long Milliseconds)[] s_units =
    [
        ("ms", 1),
        ("s", 1000),
        ("m", 60 * 1000),
        ("h", 3600 * 1000),
        ("", 1000),
    ];

    /// <exception cref="UsageException"/>
    public static TimeSpan Parse(string text, string option)
    {
        foreach (var (suffix, milliseconds) in s_units)
            if (
                text.EndsWith(suffix, StringComparison.Ordinal)
                && long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= LongestMilliseconds / milliseconds
            )
                return TimeSpan.FromMilliseconds(number * milliseconds);
        throw new UsageException(
            $"{option}: '{BytePath.FromText(text)}' is not a time up to a week (500ms, 90s, 10m, 1h; 90 is seconds)"
        );
    }
}
