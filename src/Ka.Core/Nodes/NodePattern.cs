using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using Ka.Linux;

namespace Ka.Nodes;

/// <summary>Expands the short form of several names: <c>node[01-60,70]</c>, <c>10.0.[0-3].[1-254]</c>,
/// <c>10.0.0.1-20</c>.</summary>
/// <remarks>The brackets are those of ClusterShell (its NodeSet). A number keeps the leading zeros of its range's first number.
/// Without brackets a hyphen means a range only in the last part of an IPv4 address: host names contain hyphens.</remarks>
public static class NodePattern
{
    /// <summary>Names that one text may stand for. More is a slip of the finger.</summary>
    public const int MaxNames = 65_536;

    private static readonly SearchValues<char> s_range = SearchValues.Create("0123456789-");

    private static readonly SearchValues<char> s_address = SearchValues.Create("0123456789.[],-");

    /// <summary>Splits a text at white space and at commas outside of brackets.</summary>
    /// <returns>The patterns; an empty one where two commas follow each other.</returns>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> patterns = [];
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            SplitAtCommas(word, patterns);
        return patterns;
    }

    /// <summary>The names that a pattern stands for, in order; the pattern itself when it has no range.</summary>
    /// <exception cref="FormatException">A range is malformed or the names are more than <see cref="MaxNames"/>. The message
    /// names the part.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        List<string> names = [];
        Expand("", Bracketed(pattern), names);
        return names;
    }

    private static void SplitAtCommas(string word, List<string> patterns)
    {
        var (start, isInside) = (0, false);
        for (var i = 0; i < word.Length; i++)
        {
            isInside = word[i] == '[' || (isInside && word[i] != ']');
            if (word[i] != ',' || isInside)
                continue;
            patterns.Add(word[start..i]);
            start = i + 1;
        }
        patterns.Add(word[start..]);
    }

    /// <summary><c>10.0.0.1-20</c> as <c>10.0.0.[1-20]</c>.</summary>
    private static string Bracketed(string pattern)
    {
        var dot = pattern.LastIndexOf('.');
        if (
            dot < 0
            || pattern.IndexOf('-', dot) < 0
            || pattern.AsSpan(dot + 1).ContainsAnyExcept(s_range)
            || pattern.AsSpan(0, dot).ContainsAnyExcept(s_address)
        )
            return pattern;
        return $"{pattern[..(dot + 1)]}[{pattern[(dot + 1)..]}]";
    }

    private static void Expand(string prefix, string pattern, List<string> names)
    {
        var open = pattern.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            if (names.Count == MaxNames)
                throw new FormatException($"stands for more than {MaxNames} nodes");
            names.Add(prefix + pattern);
            return;
        }
        var close = pattern.IndexOf(']', open);
        if (close < 0)
            throw new FormatException($"'{Shown(pattern)}' has a bracket that is not closed");
        foreach (var range in pattern[(open + 1)..close].Split(','))
            ExpandRange(prefix + pattern[..open], range, pattern[(close + 1)..], names);
    }

    private static void ExpandRange(string prefix, string range, string rest, List<string> names)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var (first, last) = dash < 0 ? (range, range) : (range[..dash], range[(dash + 1)..]);
        var (from, to) = (Number(first), Number(last));
        if (to < from)
            throw new FormatException($"'{Shown(range)}' runs backwards");
        for (var number = from; number <= to; number++)
            Expand(prefix + number.ToString(CultureInfo.InvariantCulture).PadLeft(first.Length, '0'), rest, names);
    }

    private static int Number(string digits) =>
        digits.Length <= 9 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{Shown(digits)}' is not a number of a range");

    private static BytePath Shown(string text) => BytePath.FromText(text);
}
