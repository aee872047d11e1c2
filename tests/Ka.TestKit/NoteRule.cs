using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Ka.TestKit;

/// <summary>What a note or a refusal must have for a person to act on it: the name of something, and what to do or what
/// follows.</summary>
public static partial class NoteRule
{
    /// <summary>Longer ones are not read to their end.</summary>
    private const int Longest = 300;

    /// <summary>What follows from it, for the clone or for the run.</summary>
    private static readonly string[] s_consequences =
    [
        "not copied",
        "is copied",
        "are copied",
        "copied as",
        "copied once",
        "stays empty",
        "not touched",
        "not used",
        "in a clone",
        "of the clone",
        "keeps no",
    ];

    /// <summary>Why a person could do nothing with this sentence; null when it is well.</summary>
    public static string? Breach(string note)
    {
        var why =
            note.Length > Longest ? "it is too long"
            : note.Any(letter => letter is < ' ' or > '~') ? "it is not plain text"
            : !Name().IsMatch(note) ? "it names nothing"
            : !Order().IsMatch(note) && !s_consequences.Any(words => note.Contains(words, StringComparison.Ordinal))
                ? "it says neither what to do nor what follows"
            : null;
        return why is null ? null : $"{why}: {note}";
    }

    /// <summary>A path, a device, a volume of a group, an identifier.</summary>
    [GeneratedRegex(@"(^|[\s'(])(/\S*|[a-z]+[a-z0-9-]*/[A-Za-z0-9_+.-]+|(sd|vd|hd|xvd|nvme|mmcblk|md|loop|dm-|vg)\w+|\w+=\S+)")]
    private static partial Regex Name();

    /// <summary>An imperative behind a colon, or as one of several behind it.</summary>
    [GeneratedRegex(
        @"(: |, or |, so )(mount|unmount|leave|copy|give|add|make|mend|remove|name|run|swapoff|use|put)\b"
            + @"|\((-[xXD]|--\w+|wipefs)\b"
    )]
    private static partial Regex Order();
}
