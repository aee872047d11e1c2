using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Ka.Nodes;

namespace Ka.Commands;

/// <summary>Options and arguments that name nodes. All of them are made here, so that all take the same spellings.</summary>
internal static class NodeArguments
{
    /// <summary>For help texts.</summary>
    public const string Spellings = "10.0.0.1-20, 10.0.[0-3].[1-254], 52:54:00:12:34:56, node[01-60]";

    /// <summary>An option with one list of nodes; null: it is not given.</summary>
    public static Option<NodeSet?> Option(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "NODES",
            CustomParser = result => Read(result, Words(result), name),
        };

    /// <summary>An argument of several words; null: there are none.</summary>
    public static Argument<NodeSet?> Argument(string description, ArgumentArity arity) =>
        new("NODE")
        {
            Description = description,
            Arity = arity,
            CustomParser = result => result.Tokens.Count == 0 ? null : Read(result, Words(result), "NODE"),
        };

    /// <summary>The words of an argument as they were typed.</summary>
    public static string[] Words(ArgumentResult result) => [.. result.Tokens.Select(token => token.Value)];

    /// <summary>Reads a list; what is wrong becomes an error of the command line.</summary>
    /// <returns>null: an error was added.</returns>
    public static NodeSet? Read(ArgumentResult result, IEnumerable<string> words, string name)
    {
        try
        {
            return NodeSet.Parse(string.Join(' ', words));
        }
        catch (FormatException e)
        {
            result.AddError($"{name}: {e.Message}");
            return null;
        }
    }
}
