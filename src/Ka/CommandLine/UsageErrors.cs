using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Ka.Linux;

namespace Ka.CommandLine;

/// <summary>The faults of a command line, in the words of this program: each message names the word, and the nearest
/// known one.</summary>
internal static class UsageErrors
{
    /// <summary>Lists the messages, one line each; at least one.</summary>
    public static IReadOnlyList<string> Describe(ParseResult parsed)
    {
        var node = CommandNode.Of(parsed.CommandResult);
        var messages = Unknown(parsed, node).ToList();
        foreach (var error in parsed.Errors)
            if (Describe(error, parsed, node) is { } message && !messages.Contains(message))
                messages.Add(message);
        // An unknown word may be the missing one, typed wrong: it is named alone.
        if (messages.Count == 0)
            messages.AddRange(Missing(parsed, node));
        return messages.Count > 0 ? messages : [.. parsed.Errors.Select(error => error.Message)];
    }

    private static IEnumerable<string> Unknown(ParseResult parsed, CommandNode node)
    {
        var words = parsed.UnmatchedTokens;
        // What stands behind an unknown option is its value.
        var options = words.Where(word => word.StartsWith('-') && word.Length > 1).ToList();
        foreach (var option in options)
            yield return $"'{Shown(option)}' is not an option of '{node.Path}'"
                + Suggestion(option.Split('=')[0], node.Options.SelectMany(CommandNode.NamesOf));
        if (options.Count > 0 || words.Count == 0)
            yield break;
        yield return node.Children.Count > 0
            ? $"'{Shown(words[0])}' is not a command of '{node.Path}'"
                + Suggestion(words[0], node.Children.Select(child => child.Command.Name))
            : $"'{Shown(words[0])}' is one word too many for '{node.Path}'";
    }

    private static string? Describe(ParseError error, ParseResult parsed, CommandNode node) =>
        error.SymbolResult switch
        {
            OptionResult result => Describe(result, error),
            ArgumentResult { Parent: OptionResult result } => Describe(result, error),
            ArgumentResult { Tokens.Count: > 0 } result => Wrong(
                CommandNode.NameOf(result.Argument),
                result.Argument.ValueType,
                result.Tokens,
                error
            ),
            _ => null,
        };

    private static string Describe(OptionResult result, ParseError error)
    {
        var (option, value) = (result.Option, CommandNode.ValueOf(result.Option));
        return result.Implicit ? $"{option.Name} {value} is missing"
            : result.Tokens.Count == 0 && value.Length > 0 ? $"{option.Name} needs a value: {option.Name} {value}"
            : result.Tokens.Count > option.Arity.MaximumNumberOfValues
                ? $"{option.Name} is given {result.Tokens.Count} times; it takes one value"
            : Wrong(option.Name, option.ValueType, result.Tokens, error);
    }

    private static string Wrong(string name, Type type, IReadOnlyList<Token> tokens, ParseError error) =>
        type == typeof(int) || type == typeof(int?) ? $"{name}: '{Shown(tokens[^1].Value)}' is not a number"
        : type == typeof(bool) ? $"{name} takes no value"
        : $"{name}: {error.Message}";

    private static IEnumerable<string> Missing(ParseResult parsed, CommandNode node)
    {
        foreach (var option in node.Options.Where(option => option.Required && parsed.GetResult(option) is null))
            yield return $"{option.Name} {CommandNode.ValueOf(option)} is missing";
        foreach (var argument in node.Command.Arguments)
            if (argument.Arity.MinimumNumberOfValues > (parsed.GetResult(argument)?.Tokens.Count ?? 0))
                yield return $"{CommandNode.NameOf(argument)} is missing";
        if (node.Children.Count > 0 && node.Command.Action is null)
            yield return $"'{node.Path}' needs a command: {string.Join(", ", node.Children.Select(child => child.Command.Name))}";
    }

    private static string Suggestion(string word, IEnumerable<string> known) =>
        EditDistance.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    private static string Shown(string word) => BytePath.FromText(word).ToString();
}
