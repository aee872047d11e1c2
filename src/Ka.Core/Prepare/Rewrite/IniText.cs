using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Prepare.Rewrite;

/// <summary>Files of sections and keys: units of systemd, keyfiles of NetworkManager.</summary>
internal static class IniText
{
    /// <summary>Each assignment through a function; all else stays.</summary>
    /// <param name="rewrite">The assignment to the line that it becomes; null: the line is taken out.</param>
    public static string Rewrite(string text, Func<IniLine, string?> rewrite)
    {
        var section = "";
        return FileText.EachLine(
            text,
            line =>
            {
                var trimmed = line.Trim();
                if (trimmed.StartsWith('[') && trimmed.EndsWith(']'))
                    section = trimmed[1..^1];
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                return equals <= 0 || trimmed[0] is '#' or ';' or '['
                    ? line
                    : rewrite(new IniLine(section, line[..equals].Trim(), line[(equals + 1)..].Trim(), line));
            }
        );
    }

    /// <summary>The value of a key; null when it is not there. The last one counts.</summary>
    public static string? Get(string text, string section, string key)
    {
        string? found = null;
        Rewrite(
            text,
            line =>
            {
                if (line.Section == section && line.Key == key)
                    found = line.Value;
                return line.Whole;
            }
        );
        return found;
    }

    /// <summary>The text with lines behind a section's head, and with the section at its end where it had none.</summary>
    public static string WithLines(string text, string section, IReadOnlyCollection<string> lines)
    {
        var added = string.Join('\n', lines);
        return lines.Count == 0 ? text
            : text.Split('\n').Any(line => line.Trim() == $"[{section}]") ? WithLine(text, section, added)
            : $"{text.TrimEnd('\n')}\n\n[{section}]\n{added}\n";
    }

    /// <summary>The text with a line behind a section's head; nothing is added where there is no such section.</summary>
    public static string WithLine(string text, string section, string line) =>
        FileText.EachLine(text, now => now.Trim() == $"[{section}]" ? $"{now}\n{line}" : now);
}

/// <summary>An assignment in a file of sections.</summary>
/// <param name="Whole">The line as it is.</param>
internal sealed record IniLine(string Section, string Key, string Value, string Whole);
