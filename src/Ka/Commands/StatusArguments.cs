using System;

namespace Ka.Commands;

/// <summary>The words behind <c>ka status NODE... exec</c>: they are the command's, also those that begin with a dash.</summary>
internal static class StatusArguments
{
    /// <summary>Between nodes and command.</summary>
    public const string Exec = "exec";

    private const string NoOptions = "--";

    /// <summary>The arguments, with the mark before <c>exec</c> that ends options.</summary>
    public static string[] Mark(string[] arguments)
    {
        var exec = Array.IndexOf(arguments, Exec);
        return
            arguments.Length == 0
            || arguments[0] != StatusCommand.Name
            || exec < 0
            || Array.IndexOf(arguments, NoOptions, 0, exec) >= 0
            ? arguments
            : [.. arguments[..exec], NoOptions, .. arguments[exec..]];
    }
}
