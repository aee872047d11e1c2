using System;
using System.Collections.Generic;

namespace Ka.Prepare.Apply;

/// <summary>What efibootmgr(8) prints: <c>Boot0003* debian</c>, with the loader's place behind a tab.</summary>
internal static class BootEntryList
{
    /// <summary>Numbers of the entries of that label.</summary>
    public static List<string> Find(string text, string label)
    {
        var found = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (
                line.Length < 10
                || !line.StartsWith("Boot", StringComparison.Ordinal)
                || line[8] is not ('*' or ' ')
                || !IsNumber(line.AsSpan(4, 4))
            )
                continue;
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if ((tab < 0 ? line : line[..tab])[9..].Trim() == label)
                found.Add(line[4..8]);
        }
        return found;
    }

    private static bool IsNumber(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigitUpper(digit))
                return false;
        return true;
    }
}
