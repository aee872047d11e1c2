using System;
using System.CommandLine.Parsing;
using Ka.Linux;
using Ka.Nodes;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The words of <c>ka status [NODE...] [exec CMD]</c>.</summary>
/// <param name="Nodes">null: the table of the run.</param>
/// <param name="Command">What they run; null: their logs are followed.</param>
internal sealed record StatusRequest(NodeSet? Nodes, BytePath? Command)
{
    // Each is a connection and a thread.
    private const int MaxNodes = 1024;

    /// <summary>Reads the words; what is wrong becomes an error of the command line.</summary>
    public static StatusRequest? Parse(ArgumentResult result)
    {
        var words = NodeArguments.Words(result);
        var exec = Array.IndexOf(words, StatusArguments.Exec);
        if (words.Length == 0)
            return new StatusRequest(null, null);
        if (NodeArguments.Read(result, exec < 0 ? words : words[..exec], StatusCommand.Name) is not { } nodes)
            return null;
        if (nodes.Names.Count > MaxNodes)
            result.AddError($"{StatusCommand.Name}: more than {MaxNodes} nodes");
        return new StatusRequest(nodes, exec < 0 ? null : CommandOf(result, words[(exec + 1)..]));
    }

    private static BytePath CommandOf(ArgumentResult result, string[] words)
    {
        var command = BytePath.FromText(string.Join(' ', words));
        if (command.IsEmpty)
            result.AddError("exec: say what");
        else if (command.Bytes.Length > WireLimits.Command)
            result.AddError($"exec: a command of more than {WireLimits.Command} bytes");
        return command;
    }
}
