using System;

namespace Ka.Prepare.Rewrite;

/// <summary>Files of shell assignments such as /etc/default/grub: the value of some variables is rewritten, the rest
/// stays.</summary>
internal static class ShellText
{
    /// <summary><c>NAME="value"</c>, <c>NAME='value'</c>, <c>NAME=value</c>, <c>NAME+="value"</c> on one line, a comment behind
    /// it kept.</summary>
    /// <param name="rewrite">Name and value, to the value; what changes it must not contain quotes of its own.</param>
    public static string Rewrite(string text, Func<string, bool> concerns, Func<string, string> rewrite) =>
        FileText.EachLine(
            text,
            line =>
            {
                var start = 0;
                while (start < line.Length && line[start] is ' ' or '\t')
                    start++;
                if (line.AsSpan(start).StartsWith("export "))
                    start += "export ".Length;
                var end = start;
                while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '_'))
                    end++;
                var value = end < line.Length && line[end] == '+' ? end + 1 : end;
                if (end == start || value >= line.Length || line[value] != '=' || !concerns(line[start..end]))
                    return line;
                return Value(line, value + 1, rewrite);
            }
        );

    /// <summary>The value of a variable without its quotes; null when it is not set. The last one counts.</summary>
    public static string? Get(string text, string name)
    {
        string? found = null;
        Rewrite(text, variable => variable == name, value => found = value);
        return found;
    }

    private static string Value(string line, int start, Func<string, string> rewrite)
    {
        if (start < line.Length && line[start] is '"' or '\'')
        {
            var close = Closing(line, start);
            return close < 0 ? line : line[..(start + 1)] + rewrite(line[(start + 1)..close]) + line[close..];
        }
        var end = start;
        while (end < line.Length && line[end] is not (' ' or '\t' or ';' or '#' or '\r'))
            end++;
        var now = rewrite(line[start..end]);
        return line[..start] + now + line[end..];
    }

    private static int Closing(string line, int start)
    {
        for (var i = start + 1; i < line.Length; i++)
            if (line[i] == '\\' && line[start] == '"')
                i++;
            else if (line[i] == line[start])
                return i;
        return -1;
    }
}
