using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;

namespace Ka.CommandLine;

/// <summary>The help of one command, filled to the width of a terminal.</summary>
/// <param name="width">Columns.</param>
internal sealed class HelpPage(int width)
{
    /// <summary>Columns where nothing else is known.</summary>
    public const int UsualWidth = 80;

    /// <summary>Most columns: longer lines are hard to read.</summary>
    public const int MaxWidth = 100;

    private const int MinWidth = 40;

    /// <summary>The column at which explanations begin; a longer name has its explanation on the next line.</summary>
    private const int Column = 28;

    private readonly int _width = Math.Clamp(width, MinWidth, MaxWidth);

    private readonly StringBuilder _page = new();

    /// <summary>Writes the page of a command.</summary>
    public string Of(CommandNode node)
    {
        _page.Clear();
        var texts = node.Texts;
        Fill($"Usage: {node.Synopsis}", indent: 0, hang: 7);
        foreach (var paragraph in texts.Paragraphs)
        {
            _page.Append('\n');
            Fill(paragraph, indent: 0, hang: 0);
        }
        if (node.Command.Arguments.Count > 0)
            AddEntries(
                "Arguments",
                node.Command.Arguments.Select(argument => (CommandNode.NameOf(argument), argument.Description))
            );
        foreach (var group in node.Children.GroupBy(child => Headings.Of(child.Command) ?? "Commands"))
            AddEntries(group.Key, group.Select(child => (child.Command.Name, (string?)Sentence(child.Texts.Summary))));
        foreach (var group in node.Options.GroupBy(option => Headings.Of(option) ?? "Other options"))
            AddEntries(group.Key, group.Select(option => (Term(option), (string?)Meaning(option))));
        AddLines(texts.Examples.Count > 1 ? "Examples" : "Example", texts.Examples);
        if (texts.ExitStatus.Length > 0)
        {
            _page.Append('\n');
            Fill($"Exit status: {texts.ExitStatus}", indent: 0, hang: 2);
        }
        if (node.Children.Count > 0)
            _page.Append($"\n'{node.Path} COMMAND --help' explains a command.\n");
        return _page.ToString();
    }

    private void AddEntries(string heading, IEnumerable<(string Term, string? Meaning)> entries)
    {
        _page.Append($"\n{heading}:\n");
        foreach (var (term, meaning) in entries)
        {
            var start = "  " + term;
            if (start.Length > Column - 2)
            {
                _page.Append(start).Append('\n');
                start = "";
            }
            Fill(meaning ?? "", indent: 0, hang: Column, start.PadRight(Column));
        }
    }

    private void AddLines(string heading, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        _page.Append($"\n{heading}:\n");
        foreach (var line in lines)
            _page.Append("  ").Append(line).Append('\n');
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="indent">Columns before the first line.</param>
    /// <param name="hang">Columns before the other lines.</param>
    /// <param name="start">Stands before the first word.</param>
    private void Fill(string text, int indent, int hang, string start = "")
    {
        var line = new StringBuilder(start.Length > 0 ? start : new string(' ', indent));
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > _width)
            {
                _page.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(' ', hang);
                isEmpty = true;
            }
            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }
        _page.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static string Term(Option option)
    {
        var names = CommandNode.NamesOf(option);
        var value = CommandNode.ValueOf(option);
        // Long names stand below each other, with or without a letter before them.
        var letter = names[0].StartsWith("--", StringComparison.Ordinal) ? "    " : "";
        return letter + string.Join(", ", names) + (value.Length > 0 ? " " + value : "");
    }

    private static string Meaning(Option option)
    {
        var text = option.Description ?? "";
        if (option.Required)
            text += " Required.";
        return CommandNode.DefaultOf(option) is { } value ? $"{text} Default: {value}." : text;
    }

    private static string Sentence(string summary) => summary.Length == 0 ? "" : char.ToUpperInvariant(summary[0]) + summary[1..];
}
