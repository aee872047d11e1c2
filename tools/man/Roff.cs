using System;
using System.Linq;
using System.Text;

namespace Ka.Man;

/// <summary>A page for man(7), line by line.</summary>
internal sealed class Roff
{
    private readonly StringBuilder _page = new();

    public Roff(string name, int section) => Request($".TH {name.ToUpperInvariant()} {section} \"\" \"ka\" \"ka\"");

    public override string ToString() => _page.ToString();

    public Roff Section(string title) => Request($".SH \"{title}\"");

    /// <summary>A paragraph of text that is filled.</summary>
    public Roff Paragraph(string text) => Request(".PP").Text(text);

    /// <summary>A term, already set, and what it is.</summary>
    public Roff Entry(string term, string text) => Request(".TP").Request(term).Text(text);

    /// <summary>Lines as they are.</summary>
    public Roff Lines(params string[] lines)
    {
        Request(".PP").Request(".EX");
        foreach (var line in lines)
            Request(Guarded(Escape(line)));
        return Request(".EE");
    }

    public Roff Request(string line)
    {
        _page.Append(line).Append('\n');
        return this;
    }

    public Roff Text(string text) => Request(Guarded(Words(text)));

    public static string Bold(string word) => $"\\fB{Escape(word)}\\fR";

    public static string Italic(string word) => $"\\fI{Escape(word)}\\fR";

    /// <summary>Every hyphen is one that can be typed again.</summary>
    public static string Escape(string text) =>
        string.Concat(
            text.Select(letter =>
                letter switch
                {
                    '\\' => "\\e",
                    '-' => "\\-",
                    '\'' => "\\(aq",
                    '`' => "\\(ga",
                    '^' => "\\(ha",
                    '~' => "\\(ti",
                    _ => letter.ToString(),
                }
            )
        );

    /// <summary>Options among words are bold; hyphens between letters are hyphens.</summary>
    private static string Words(string text) =>
        string.Join(
            ' ',
            text.Split(' ')
                .Select(word =>
                {
                    var bare = word.TrimEnd('.', ',', ':', ';', ')');
                    return bare.StartsWith("--", StringComparison.Ordinal) && bare.Length > 2
                        ? Bold(bare) + Escape(word[bare.Length..])
                        : Escape(word);
                })
        );

    /// <summary>A line that begins with a dot or an apostrophe is a request.</summary>
    private static string Guarded(string line) => line.Length > 0 && line[0] is '.' or '\'' ? "\\&" + line : line;
}
