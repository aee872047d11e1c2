using System;
using System.Collections.Generic;
using System.Text;

namespace Ka.Prepare.Rewrite;

/// <summary>A template: text with <c>{{ka.NAME}}</c> in it. All other braces are text.</summary>
internal static class TemplateText
{
    private const string Begin = "{{";

    private const string Prefix = "ka.";

    private const string End = "}}";

    /// <summary>The names in a template, in their order, each once.</summary>
    public static IReadOnlyList<string> Variables(string text)
    {
        var found = new List<string>();
        Render(
            text,
            name =>
            {
                if (!found.Contains(name))
                    found.Add(name);
                return "";
            }
        );
        return found;
    }

    /// <summary>The text with values for the names.</summary>
    public static string Render(string text, Func<string, string> valueOf)
    {
        var now = new StringBuilder(text.Length);
        var start = 0;
        for (int open; (open = text.IndexOf(Begin, start, StringComparison.Ordinal)) >= 0; )
        {
            var close = text.IndexOf(End, open, StringComparison.Ordinal);
            var name = close < 0 ? "" : text[(open + Begin.Length)..close].Trim();
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                now.Append(text, start, open + Begin.Length - start);
                start = open + Begin.Length;
                continue;
            }
            now.Append(text, start, open - start).Append(valueOf(name[Prefix.Length..]));
            start = close + End.Length;
        }
        return start == 0 ? text : now.Append(text, start, text.Length - start).ToString();
    }
}
