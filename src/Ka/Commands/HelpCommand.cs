using System.CommandLine;
using System.Linq;
using Ka.CommandLine;
using Ka.Linux;

namespace Ka.Commands;

/// <summary><c>ka help</c>: the help of the program, or of one command.</summary>
internal static class HelpCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="root">The program.</param>
    public static Command Create(Command root)
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command: 'serve', 'layout apply'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "help",
            """
            Explain the program, or one of its commands.

            Examples:
              ka help
              ka help layout apply
            """
        )
        {
            words,
        };
        command.SetAction(parsed =>
        {
            HelpPrinter.Print(Find(new CommandNode(root, [CommandNode.Program]), parsed.GetValue(words) ?? []));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static CommandNode Find(CommandNode node, string[] words)
    {
        foreach (var word in words)
            node =
                node.Children.FirstOrDefault(child => child.Command.Name == word)
                ?? throw new UsageException($"'{BytePath.FromText(word)}' is not a command of '{node.Path}'");
        return node;
    }
}
