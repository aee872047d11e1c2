using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace Ka.CommandLine;

/// <summary>A command with the words that lead to it.</summary>
/// <param name="Words"><c>ka layout apply</c>.</param>
internal sealed record CommandNode(Command Command, IReadOnlyList<string> Words)
{
    /// <summary>The name of the program.</summary>
    public const string Program = "ka";

    public string Path => string.Join(' ', Words);

    public string PageName => string.Join('-', Words);

    /// <summary>Its own and those that it inherits (<c>--help</c>), in the order of the help.</summary>
    public IReadOnlyList<Option> Options
    {
        get
        {
            var options = Command.Options.Where(option => !option.Hidden).ToList();
            for (
                var parent = Command.Parents.OfType<Command>().FirstOrDefault();
                parent is not null;
                parent = parent.Parents.OfType<Command>().FirstOrDefault()
            )
                options.AddRange(
                    parent.Options.Where(option => option is { Recursive: true, Hidden: false } && !options.Contains(option))
                );
            return options;
        }
    }

    public IReadOnlyList<CommandNode> Children =>
        [
            .. Command
                .Subcommands.Where(command => !command.Hidden)
                .Select(command => new CommandNode(command, [.. Words, command.Name])),
        ];

    /// <summary>The command line in short: <c>ka layout plan [OPTION]... FILE</c>; required options are in it.</summary>
    public string Synopsis =>
        string.Join(
            ' ',
            [
                .. Words,
                .. Options.Where(option => option.Required).Select(option => $"{option.Name} {ValueOf(option)}"),
                "[OPTION]...",
                .. Command.Arguments.Select(Spelling),
                .. Children.Count == 0 ? [] : new[] { Command.Action is null ? "COMMAND" : "[COMMAND]" },
            ]
        );

    public CommandTexts Texts => CommandTexts.Of(Command.Description ?? "");

    /// <summary>The command that a command line names.</summary>
    public static CommandNode Of(CommandResult result)
    {
        var words = new List<string>();
        for (SymbolResult? at = result; at is CommandResult named; at = named.Parent)
            words.Insert(0, named.Command is RootCommand ? Program : named.Command.Name);
        return new CommandNode(result.Command, words);
    }

    public static IEnumerable<CommandNode> Walk(Command command, IReadOnlyList<string> words)
    {
        var node = new CommandNode(command, words);
        return node.Children.SelectMany(child => Walk(child.Command, child.Words)).Prepend(node);
    }

    /// <summary>The name that help has for an argument.</summary>
    public static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;

    /// <summary><c>-n</c>, <c>--nodes</c>: short ones first.</summary>
    public static IReadOnlyList<string> NamesOf(Option option) =>
        [.. option.Aliases.Append(option.Name).Distinct().OrderBy(name => name.Length)];

    /// <summary>The word behind it in the help; empty when there is none.</summary>
    public static string ValueOf(Option option) =>
        option.ValueType == typeof(bool) || option.ValueType == typeof(void) || option.Arity.MaximumNumberOfValues == 0
            ? ""
            : option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();

    /// <summary>The default value; null when there is none.</summary>
    public static string? DefaultOf(Option option) =>
        option.HasDefaultValue && option.ValueType == typeof(string) && option.GetDefaultValue() is string { Length: > 0 } value
            ? value
            : null;

    private static string Spelling(Argument argument)
    {
        var name = NameOf(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }
}
