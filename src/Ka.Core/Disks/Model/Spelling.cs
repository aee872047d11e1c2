using System;

namespace Ka.Disks.Model;

/// <summary>What words look like. (A regular expression engine would make the program larger by a tenth.)</summary>
internal static class Spelling
{
    public const string Guid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    /// <summary>As long as the mask; x stands for a hexadecimal digit, w for a letter or digit, anything else for
    /// itself.</summary>
    public static bool Fits(string text, string mask)
    {
        if (text.Length != mask.Length)
            return false;
        for (var i = 0; i < mask.Length; i++)
            if (
                !(
                    mask[i] switch
                    {
                        'x' => char.IsAsciiHexDigit(text[i]),
                        'w' => char.IsAsciiLetterOrDigit(text[i]),
                        _ => text[i] == mask[i],
                    }
                )
            )
                return false;
        return true;
    }

    /// <summary>1 to <paramref name="max"/> letters, digits and characters of <paramref name="others"/>.</summary>
    public static bool IsMadeOf(string text, string others, int max)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit(letter) && !others.Contains(letter, StringComparison.Ordinal))
                return false;
        return text.Length > 0 && text.Length <= max;
    }

    /// <summary>A name that cannot be taken for an option or a path.</summary>
    public static bool IsName(string text) => IsMadeOf(text, "_.+-", 64) && char.IsAsciiLetterOrDigit(text[0]);
}
