using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Ka.CommandLine;

/// <summary>The headings under which help lists commands and options.</summary>
internal static class Headings
{
    private static readonly ConditionalWeakTable<Symbol, string> s_headings = [];

    /// <summary>Adds options to a command, under one heading of its help.</summary>
    public static void AddOptions(this Command command, string heading, params Option[] options)
    {
        foreach (var option in options)
        {
            s_headings.Add(option, heading);
            command.Options.Add(option);
        }
    }

    /// <summary>Adds subcommands to a command, under one heading of its help.</summary>
    public static void AddCommands(this Command command, string heading, params Command[] children)
    {
        foreach (var child in children)
        {
            s_headings.Add(child, heading);
            command.Subcommands.Add(child);
        }
    }

    /// <summary>Gives the heading of an option or a command; null when it was added without one.</summary>
    public static string? Of(Symbol symbol) => s_headings.TryGetValue(symbol, out var heading) ? heading : null;
}
