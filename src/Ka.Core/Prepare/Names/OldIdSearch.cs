using System;
using System.Collections.Generic;

namespace Ka.Prepare.Names;

/// <summary>Whole identifiers in a text: what is written with letters, digits, hyphens, colons and underscores.</summary>
internal static class OldIdSearch
{
    /// <summary>The text with each old identifier replaced; half a word is left alone.</summary>
    public static string Replace(string text, Dictionary<string, string> oldIds)
    {
        if (oldIds.Count == 0)
            return text;
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var end = EndOfWord(text, i);
            if (end == i)
            {
                result.Append(text[i++]);
                continue;
            }
            var word = text[i..end];
            result.Append(oldIds.GetValueOrDefault(word.ToLowerInvariant()) ?? word);
            i = end;
        }
        return result.ToString();
    }

    private static int EndOfWord(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or ':' or '_'))
            end++;
        return end;
    }
}
