using System;
using System.CommandLine;
using Ka.CommandLine;

namespace Ka.Man;

/// <summary>What a shell can offer for a value.</summary>
internal enum Kind
{
    /// <summary>It takes none.</summary>
    None,

    /// <summary>A value that no shell knows.</summary>
    Any,

    File,
    Directory,
}

/// <summary>Told by the name that the help has for a value.</summary>
internal static class Kinds
{
    public static Kind Of(Option option) => CommandNode.ValueOf(option) is { Length: > 0 } value ? Of(value) : Kind.None;

    public static Kind Of(Argument argument) => Of(argument.HelpName ?? argument.Name);

    private static Kind Of(string name) =>
        name.EndsWith("FILE", StringComparison.Ordinal) || name is "DEV" ? Kind.File
        : name.EndsWith("DIR", StringComparison.Ordinal) ? Kind.Directory
        : Kind.Any;
}
