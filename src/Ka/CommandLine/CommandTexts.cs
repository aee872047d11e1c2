using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.CommandLine;

/// <summary>The parts of a command's description: paragraphs, examples, exit statuses.</summary>
/// <param name="Summary">One line without a full stop.</param>
/// <param name="Paragraphs">All besides examples and exit statuses; lines are to be filled.</param>
/// <param name="Examples">Lines as they are typed.</param>
/// <param name="ExitStatus">Without the words in front; empty when there are none.</param>
internal sealed record CommandTexts(
    string Summary,
    IReadOnlyList<string> Paragraphs,
    IReadOnlyList<string> Examples,
    string ExitStatus
)
{
    private const string Exit = "Exit status";

    private static readonly string[] s_ends = [". ", ": ", "; "];

    public static CommandTexts Of(string description)
    {
        var (paragraphs, examples, exit) = (new List<string>(), new List<string>(), "");
        foreach (var part in description.Replace("\r", "", StringComparison.Ordinal).Split("\n\n"))
        {
            var lines = part.Trim('\n').Split('\n');
            if (lines[0] is "Example:" or "Examples:")
                examples.AddRange(lines[1..].Select(line => line.Trim()));
            else if (lines[0].StartsWith(Exit, StringComparison.Ordinal))
                exit =
                    Filled(lines) is var text && text.StartsWith(Exit + ":", StringComparison.Ordinal)
                        ? text[(Exit.Length + 1)..].Trim()
                        : text;
            else
                paragraphs.Add(Filled(lines));
        }
        return new CommandTexts(SummaryOf(paragraphs.FirstOrDefault() ?? ""), paragraphs, examples, exit);
    }

    private static string Filled(IEnumerable<string> lines) => string.Join(' ', lines.Select(line => line.Trim()));

    /// <summary>Up to where the first sentence ends, or explains itself.</summary>
    private static string SummaryOf(string paragraph)
    {
        var end = s_ends
            .Select(mark => paragraph.IndexOf(mark, StringComparison.Ordinal))
            .Where(found => found > 0)
            .DefaultIfEmpty(paragraph.Length)
            .Min();
        var text = paragraph[..end].TrimEnd('.');
        return text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
