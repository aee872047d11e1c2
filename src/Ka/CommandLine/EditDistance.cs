using System;
using System.Collections.Generic;

namespace Ka.CommandLine;

/// <summary>The number of letters by which two words differ: inserted, removed, replaced, or two neighbours exchanged (optimal
/// string alignment).</summary>
internal static class EditDistance
{
    /// <summary>Finds the known word nearest to a typed one; null when all differ in more than a third of it.</summary>
    public static string? Nearest(string typed, IEnumerable<string> known)
    {
        var (nearest, least) = ((string?)null, Math.Max(1, typed.TrimStart('-').Length / 3) + 1);
        foreach (var word in known)
            // A letter is near to every other letter.
            if (word.Length > 2 && Between(typed, word) is var distance && distance < least)
                (nearest, least) = (word, distance);
        return nearest;
    }

    /// <summary>Counts the differences.</summary>
    public static int Between(string one, string other)
    {
        var costs = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        for (var j = 0; j <= other.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                costs[i, j] = i + j;
                continue;
            }
            var replaced = costs[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
            costs[i, j] = Math.Min(replaced, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
        }
        return costs[one.Length, other.Length];
    }
}
