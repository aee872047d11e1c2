using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.CommandLine;

namespace Ka.Man;

/// <summary>A command's page, for section 1.</summary>
internal static class CommandPage
{
    private static readonly (string Code, string Meaning)[] s_codes =
    [
        ("0", "done; every requested node is done"),
        ("1", "failed"),
        ("2", "the command line makes no sense"),
        ("3", "some nodes failed"),
        ("4", "stopped before anything was changed"),
        ("130", "interrupted"),
    ];

    /// <param name="all">For what else there is to see.</param>
    public static string Of(CommandNode node, IReadOnlyList<CommandNode> all)
    {
        var (page, texts) = (new Roff(node.PageName, 1), node.Texts);
        page.Section("NAME").Request($"{Roff.Escape(node.PageName)} \\- {Roff.Escape(texts.Summary)}");
        page.Section("SYNOPSIS").Request($"{Roff.Bold(node.Path)} {Synopsis(node)}".TrimEnd());
        page.Section("DESCRIPTION");
        foreach (var paragraph in texts.Paragraphs)
            page.Paragraph(paragraph);
        if (node.Command.Arguments.Count > 0)
            page.Section("ARGUMENTS");
        foreach (var argument in node.Command.Arguments)
            page.Entry(Roff.Italic(argument.HelpName ?? argument.Name), argument.Description ?? "");
        if (node.Children.Count > 0)
            page.Section("COMMANDS");
        foreach (var child in node.Children)
            page.Entry(
                $"{Roff.Bold(child.PageName)}(1)",
                $"{char.ToUpperInvariant(child.Texts.Summary[0])}{child.Texts.Summary[1..]}."
            );
        page.Section("OPTIONS");
        foreach (var option in node.Options)
            page.Entry(Term(option), Meaning(option));
        AddRest(page, node, texts);
        page.Section("SEE ALSO")
            .Request(string.Join(", ", SeeAlso(node, all).Select(name => $"{Roff.Bold(name.Name)}({name.Section})")));
        return page.ToString();
    }

    private static void AddRest(Roff page, CommandNode node, CommandTexts texts)
    {
        if (texts.Examples.Count > 0)
            page.Section("EXAMPLES").Lines([.. texts.Examples]);
        if (node.Words.Count == 1)
        {
            page.Section("EXIT STATUS");
            foreach (var (code, meaning) in s_codes)
                page.Entry(Roff.Bold(code), meaning + ".");
            page.Section("FILES");
            foreach (var (file, meaning) in s_files)
                page.Entry(Roff.Italic(file), meaning);
        }
        else if (texts.ExitStatus.Length > 0)
            page.Section("EXIT STATUS").Text(texts.ExitStatus);
    }

    private static readonly (string File, string Meaning)[] s_files =
    [
        ("/etc/ka/ka.conf", "What ka serve does when its command line does not say otherwise: ka.conf(5)."),
        ("/etc/ka/token", "What nodes and golden node recognise each other by. Mode 0600."),
        (
            "/etc/ka/hooks.d",
            "Programs that run on nodes, by stage: pre-wipe.d, pre-copy.d, post-copy.d, pre-reboot.d, first-boot.d."
        ),
        ("/var/lib/ka", "Images for nodes; what runs leave behind."),
        ("/run/ka", "Of a node: its log, the token, what is being worked on."),
    ];

    private static string Synopsis(CommandNode node)
    {
        var parts = new List<string>();
        foreach (var option in node.Options.Where(option => option.Required))
            parts.Add($"{Roff.Bold(option.Name)} {Roff.Italic(CommandNode.ValueOf(option))}");
        parts.Add("[\\fIOPTION\\fR]...");
        foreach (var argument in node.Command.Arguments)
        {
            var name = Roff.Italic(argument.HelpName ?? argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
            parts.Add(argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name);
        }
        if (node.Children.Count > 0)
            parts.Add(node.Words.Count == 1 ? "\\fICOMMAND\\fR ..." : "[\\fICOMMAND\\fR ...]");
        return string.Join(' ', parts);
    }

    private static string Term(Option option)
    {
        var value = CommandNode.ValueOf(option);
        return string.Join(", ", CommandNode.NamesOf(option).Select(Roff.Bold))
            + (value.Length > 0 ? " " + Roff.Italic(value) : "");
    }

    private static string Meaning(Option option)
    {
        var text = option.Description ?? "";
        if (text.Length > 0 && text[^1] is not ('.' or ')'))
            text += ".";
        return CommandNode.DefaultOf(option) is { } value ? $"{text} The default is {value}." : text;
    }

    private static IEnumerable<(string Name, int Section)> SeeAlso(CommandNode node, IReadOnlyList<CommandNode> all)
    {
        foreach (var other in all.Where(other => other.Path != node.Path && other.Words.Count <= 2))
            yield return (other.PageName, 1);
        yield return ("ka.conf", 5);
    }
}
