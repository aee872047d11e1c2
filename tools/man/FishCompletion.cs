using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Ka.CommandLine;

namespace Ka.Man;

/// <summary>For fish.</summary>
internal static class FishCompletion
{
    public static string Of(IReadOnlyList<CommandNode> commands)
    {
        var text = new StringBuilder("# fish completion for ka. Made by ./build.sh man; not to be edited.\ncomplete -c ka -f\n");
        foreach (var command in commands)
        {
            foreach (var child in command.Children)
                text.Append(
                    $"complete -c ka -n {Quoted(Condition(command))} -a {child.Command.Name} -d {Quoted(child.Texts.Summary)}\n"
                );
            foreach (var option in command.Options)
                text.Append(
                    $"complete -c ka -n {Quoted(Condition(command))}{Names(option)}{Value(option)} -d "
                        + $"{Quoted(option.Description ?? "")}\n"
                );
            if (command.Command.Arguments.Select(Kinds.Of).Any(kind => kind is Kind.File or Kind.Directory))
                text.Append($"complete -c ka -n {Quoted(Condition(command))} -F\n");
        }
        return text.ToString();
    }

    /// <summary>All words that lead to it were typed, and none that leads on.</summary>
    private static string Condition(CommandNode command)
    {
        var seen = command.Words.Skip(1).Select(word => $"__fish_seen_subcommand_from {word}");
        if (command.Children.Count > 0)
            seen = seen.Append(
                $"not __fish_seen_subcommand_from {string.Join(' ', command.Children.Select(child => child.Command.Name))}"
            );
        return string.Join("; and ", seen);
    }

    private static string Names(Option option) =>
        string.Concat(
            CommandNode
                .NamesOf(option)
                .Select(name => name.StartsWith("--", StringComparison.Ordinal) ? " -l " + name[2..] : " -s " + name[1..])
        );

    private static string Value(Option option) =>
        Kinds.Of(option) switch
        {
            Kind.None => "",
            Kind.File => " -r -F",
            Kind.Directory => " -x -a '(__fish_complete_directories)'",
            _ => " -x",
        };

    private static string Quoted(string word) =>
        $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
