using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.CommandLine;
using Ka.Commands;

namespace Ka.Man;

/// <summary>All files, by their names below <c>out/</c>.</summary>
internal static class Manual
{
    /// <param name="repository">Where docs/ka.conf is.</param>
    public static IEnumerable<(string Name, string Text)> Files(string repository)
    {
        var commands = Commands();
        foreach (var command in commands)
            yield return ($"man/man1/{command.PageName}.1", CommandPage.Of(command, commands));
        yield return ("man/man5/ka.conf.5", ConfigurationPage.Of(File.ReadAllText(Path.Combine(repository, "docs", "ka.conf"))));
        yield return ("completion/bash/ka", BashCompletion.Of(commands));
        yield return ("completion/zsh/_ka", ZshCompletion.Of(commands));
        yield return ("completion/fish/ka.fish", FishCompletion.Of(commands));
    }

    /// <summary>The program, its commands, and theirs.</summary>
    public static IReadOnlyList<CommandNode> Commands() => [.. CommandNode.Walk(CommandTable.Create(), ["ka"])];
}
