using System;
using System.Collections.Generic;

namespace Ka.Prepare.Rewrite;

/// <summary>A text file line by line; its end stays as it is.</summary>
internal static class FileText
{
    /// <summary>Each line through a function; null takes the line out.</summary>
    public static string EachLine(string text, Func<string, string?> rewrite)
    {
        var lines = text.Split('\n');
        var kept = new List<string>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
            if (i == lines.Length - 1 && lines[i].Length == 0)
                kept.Add("");
            else if (rewrite(lines[i]) is { } line)
                kept.Add(line);
        return string.Join('\n', kept);
    }

    /// <summary>The text with a block of lines between two marks: an existing block is replaced, otherwise the block is added at
    /// the end.</summary>
    /// <param name="block">Lines with their ends; empty: no block.</param>
    public static string WithBlock(string text, string block)
    {
        const string Begin = "# ka prepare: this machine's own, written anew by each run",
            End = "# ka prepare: end";
        var inside = false;
        var rest = EachLine(
            text,
            line =>
            {
                if (line == Begin)
                    inside = true;
                var drop = inside;
                if (line == End)
                    inside = false;
                return drop ? null : line;
            }
        );
        if (block.Length == 0)
            return rest;
        if (rest.Length > 0 && !rest.EndsWith('\n'))
            rest += "\n";
        return $"{rest}{Begin}\n{block}{End}\n";
    }
}
