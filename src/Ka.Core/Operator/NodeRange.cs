using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Ka.Linux;

namespace Ka.Operator;

/// <summary>Nodes as people name many of them: <c>10.0.0.7</c>, <c>10.0.0.[1-64,70]</c>, <c>10.0.[0-3].[1-254]</c>, several separated by commas.</summary>
public static class NodeRange
{
    /// <summary>More than that is a slip of the finger.</summary>
    public const int MostNodes = 1024;

    /// <summary>The addresses in the order they are named; each once.</summary>
    /// <exception cref="FormatException">It names no address, one that is none, or too many; the message says which.</exception>
    public static IReadOnlyList<IPAddress> Parse(IReadOnlyList<string> words)
    {
        List<IPAddress> nodes = [];
        foreach (var word in words)
            foreach (var pattern in Split(word))
                Expand(word, pattern, nodes);
        return nodes;
    }

    /// <summary>At the commas that are not within brackets.</summary>
    private static List<string> Split(string word)
    {
        List<string> parts = [];
        var (start, isInside) = (0, false);
        for (var i = 0; i < word.Length; i++)
        {
            isInside = word[i] == '[' || (isInside && word[i] != ']');
            if (word[i] != ',' || isInside)
                continue;
            parts.Add(word[start..i]);
            start = i + 1;
        }
        parts.Add(word[start..]);
        return parts;
    }

    private static void Expand(string word, string pattern, List<IPAddress> nodes)
    {
        var open = pattern.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            Add(word, pattern, nodes);
            return;
        }
        var close = pattern.IndexOf(']', open);
        if (close < 0)
            throw Wrong(word, "a bracket that is not closed");
        foreach (var number in Numbers(word, pattern[(open + 1)..close]))
            Expand(word, string.Create(CultureInfo.InvariantCulture, $"{pattern[..open]}{number}{pattern[(close + 1)..]}"), nodes);
    }

    private static IEnumerable<int> Numbers(string word, string set)
    {
        foreach (var part in set.Split(','))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = Number(word, dash < 0 ? part : part[..dash]);
            var last = dash < 0 ? first : Number(word, part[(dash + 1)..]);
            if (last < first)
                throw Wrong(word, $"{part} runs backwards");
            for (var number = first; number <= last; number++)
                yield return number;
        }
    }

    private static int Number(string word, string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= byte.MaxValue
            ? number
            : throw Wrong(word, $"'{BytePath.FromText(digits)}' is no number up to 255");

    private static void Add(string word, string text, List<IPAddress> nodes)
    {
        // 10.1 is an address to the class library, 10.0.0.1 to nobody who types it.
        if (!IPAddress.TryParse(text, out var address) || (!text.Contains(':', StringComparison.Ordinal) && text.AsSpan().Count('.') != 3))
            throw Wrong(word, $"'{BytePath.FromText(text)}' is not an IP address");
        if (nodes.Contains(address))
            return;
        if (nodes.Count == MostNodes)
            throw Wrong(word, $"more than {MostNodes} nodes");
        nodes.Add(address);
    }

    private static FormatException Wrong(string word, string what) => new($"NODE: '{BytePath.FromText(word)}': {what}");
}
