using System;

namespace Ka.KernelModules;

/// <summary>Shell patterns as modules.alias has them (fnmatch(3) without flags, no backslash): <c>*</c>, <c>?</c>,
/// <c>[0-9a-f]</c>, <c>[!x]</c>.</summary>
internal static class ModuleGlob
{
    /// <summary>Time grows with the product of both lengths at most, whatever the pattern.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        var (p, t) = (0, 0);
        var (star, starText) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                (star, starText) = (p++, t);
            }
            else if (p < pattern.Length && TryMatchOne(pattern[p..], text[t], out var length))
            {
                p += length;
                t++;
            }
            else if (star >= 0)
            {
                // The last star takes one letter more.
                p = star + 1;
                t = ++starText;
            }
            else
                return false;
        }
        while (p < pattern.Length && pattern[p] == (byte)'*')
            p++;
        return p == pattern.Length;
    }

    /// <summary>Letters of the pattern before the first that stands for others.</summary>
    public static int LiteralLength(ReadOnlySpan<byte> pattern)
    {
        var special = pattern.IndexOfAny((byte)'*', (byte)'?', (byte)'[');
        return special < 0 ? pattern.Length : special;
    }

    private static bool TryMatchOne(ReadOnlySpan<byte> pattern, byte letter, out int length)
    {
        length = 1;
        if (pattern[0] == (byte)'?')
            return true;
        // Not first in the set, where it stands for itself.
        var end = pattern[0] == (byte)'[' && pattern.Length > 2 ? pattern[2..].IndexOf((byte)']') + 2 : 0;
        if (end < 2)
            return pattern[0] == letter;
        length = end + 1;
        return IsInSet(pattern[1..end], letter);
    }

    private static bool IsInSet(ReadOnlySpan<byte> set, byte letter)
    {
        var negated = set[0] is (byte)'!' or (byte)'^';
        if (negated)
            set = set[1..];
        var found = false;
        for (var i = 0; i < set.Length; i++)
            if (i + 2 < set.Length && set[i + 1] == (byte)'-')
            {
                found |= set[i] <= letter && letter <= set[i + 2];
                i += 2;
            }
            else
                found |= set[i] == letter;
        return found != negated;
    }
}
