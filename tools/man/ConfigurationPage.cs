using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Man;

/// <summary>ka.conf(5), of the sample's own comments: a head, then <c>## what it is</c> above the lines that it is
/// about.</summary>
public static class ConfigurationPage
{
    public static string Of(string sample)
    {
        var page = new Roff("ka.conf", 5);
        var lines = sample.Split('\n').Select(line => line.TrimEnd()).ToList();
        page.Section("NAME").Request("ka.conf \\- what ka serve does when its command line does not say otherwise");
        page.Section("SYNOPSIS").Request(Roff.Italic("/etc/ka/ka.conf"));
        page.Section("DESCRIPTION");
        foreach (
            var paragraph in Paragraphs(
                lines.Skip(1).TakeWhile(line => line.StartsWith('#') && !line.StartsWith("##", StringComparison.Ordinal))
            )
        )
            page.Paragraph(paragraph);
        page.Section("KEYS");
        var keys = new List<string>();
        var meaning = "";
        foreach (var line in lines.SkipWhile(line => !line.StartsWith("##", StringComparison.Ordinal)).Append(""))
            if (line.StartsWith("##", StringComparison.Ordinal))
                meaning += " " + line[2..].Trim();
            else if (line.StartsWith('#'))
                keys.Add(line[1..]);
            else
            {
                Add(page, keys, meaning.Trim());
                (keys, meaning) = ([], "");
            }
        page.Section("SEE ALSO").Request($"{Roff.Bold("ka-serve")}(1), {Roff.Bold("ka")}(1)");
        return page.ToString();
    }

    /// <summary>Several keys of one meaning stand above it.</summary>
    private static void Add(Roff page, List<string> keys, string meaning)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var equals = keys[i].IndexOf('=', StringComparison.Ordinal);
            page.Request(i == 0 ? ".TP" : ".TQ")
                .Request($"{Roff.Bold(keys[i][..equals])}={Roff.Italic(keys[i][(equals + 1)..])}");
        }
        if (keys.Count > 0)
            page.Text(meaning);
    }

    private static IEnumerable<string> Paragraphs(IEnumerable<string> comments) =>
        string.Join('\n', comments.Select(line => line[1..].Trim()))
            .Split("\n\n")
            .Select(part => part.Replace('\n', ' ').Trim())
            .Where(part => part.Length > 0);
}
