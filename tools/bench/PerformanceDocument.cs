using System;
using System.Collections.Generic;
using System.IO;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>docs/performance.md: prose by people, figures between markers by this program.</summary>
internal static class PerformanceDocument
{
    private static readonly string s_path = Path.Combine(Programs.Repository, "docs", "performance.md");

    /// <summary>Puts the lines between <c>&lt;!-- bench:NAME --&gt;</c> and <c>&lt;!-- /bench --&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">The document has no such place.</exception>
    public static void Replace(string name, IReadOnlyList<string> lines)
    {
        var text = File.ReadAllText(s_path);
        var opening = $"<!-- bench:{name} -->\n";
        var start = text.IndexOf(opening, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf("<!-- /bench -->", start, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidOperationException($"{s_path} has no place for '{name}'");
        var updated = text[..(start + opening.Length)] + "\n" + string.Join('\n', lines) + "\n\n" + text[end..];
        File.WriteAllText(s_path + ".new", updated);
        File.Move(s_path + ".new", s_path, overwrite: true);
    }
}
