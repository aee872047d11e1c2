using System;
using System.Collections.Generic;

namespace Ka.Commands;

/// <summary>Options that take two words, as <c>-p DRIVE FILE</c> always did: the two become one before the command line is
/// parsed, which knows options of one word or of any number of them.</summary>
internal static class PairedArguments
{
    /// <summary>No word of a command line has it (execve(2)).</summary>
    private const char Joint = '\0';

    private static readonly HashSet<string> s_options = ["--desc", "-p", "--mbr-file", "-M"];

    /// <summary>This option takes two words.</summary>
    public static bool Takes(string option) => s_options.Contains(option);

    /// <summary>The arguments, with the two words behind each such option of <c>layout</c> and <c>serve</c> joined.</summary>
    public static string[] Join(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0] is not ("layout" or "serve"))
            return arguments;
        var words = new List<string>(arguments.Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            words.Add(arguments[i]);
            if (!s_options.Contains(arguments[i]) || i + 2 >= arguments.Length || arguments[i + 2].StartsWith('-'))
                continue;
            words.Add($"{arguments[i + 1]}{Joint}{arguments[i + 2]}");
            i += 2;
        }
        return [.. words];
    }

    /// <summary>The two words again; null when there is only one.</summary>
    public static (string First, string Second)? Split(string word)
    {
        var joint = word.IndexOf(Joint, StringComparison.Ordinal);
        return joint < 0 ? null : (word[..joint], word[(joint + 1)..]);
    }
}
