using System;
using System.Buffers;
using System.Collections.Generic;

namespace Ka.Prepare.Names;

/// <summary>The machine id of a clone (machine-id(5)), and those of the golden node that it takes the place of.</summary>
internal sealed class MachineIds(string id)
{
    public const int Length = 32;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly List<string> _old = [];

    /// <summary>The clone's: 32 hexadecimal digits in small letters.</summary>
    public string New => id;

    /// <summary>The golden node's: that of the system, and others after which boot entries are named.</summary>
    public IReadOnlyList<string> Old => _old;

    /// <summary>32 hexadecimal digits in small letters.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(s_digits);

    /// <summary>Remembers an old id; another word, or the clone's own id, is none.</summary>
    public void Add(ReadOnlySpan<char> candidate)
    {
        if (IsId(candidate) && !candidate.SequenceEqual(id) && !_old.Contains(candidate.ToString()))
            _old.Add(candidate.ToString());
    }

    /// <summary>A text, or a name, with the clone's id where it has an old one; longer numbers stay.</summary>
    public string Replace(string text)
    {
        foreach (var old in _old)
            for (
                var at = text.IndexOf(old, StringComparison.Ordinal);
                at >= 0;
                at = text.IndexOf(old, at + Length, StringComparison.Ordinal)
            )
                if (!IsDigit(text, at - 1) && !IsDigit(text, at + Length))
                    text = $"{text[..at]}{id}{text[(at + Length)..]}";
        return text;
    }

    private static bool IsDigit(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiHexDigit(text[at]);
}
