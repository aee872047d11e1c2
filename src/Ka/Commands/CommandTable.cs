using System.CommandLine;
using System.CommandLine.Help;
using Ka.CommandLine;

namespace Ka.Commands;

/// <summary>Every command of the program.</summary>
internal static class CommandTable
{
    /// <summary>Errors are ours to show: exceptions come through to Program.Main, Ctrl-C belongs to the run.</summary>
    public static InvocationConfiguration Invocation { get; } =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>A word that starts with @ is a word: no response files, names may start with anything.</summary>
    public static ParserConfiguration Configuration { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>It is a command's name.</summary>
    public static bool Knows(string word)
    {
        foreach (var command in Create().Subcommands)
            if (command.Name == word)
                return true;
        return false;
    }

    public static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Clone one running Linux machine onto any number of machines over the network.

            Examples:
              ka clone -n 4 --interface eth1 --dry-run
              ka help layout apply
            """
        );
        root.AddCommands(
            "A room of machines",
            CloneCommand.Create(),
            LintCommand.Create(),
            TokenCommand.Create(),
            ImageCommand.Create(),
            PxeCommand.Create(),
            ServeCommand.Create(),
            SaveCommand.Create(),
            ImagesCommand.Create(),
            StatusCommand.Create(),
            GoCommand.Create(),
            RunsCommand.Create(),
            VerifyCommand.Create()
        );
        root.AddCommands("Between machines that run", SendCommand.Create(), RecvCommand.Create());
        root.AddCommands(
            "One machine, step by step",
            ReplicateCommand.Create(),
            LayoutCommand.Create(),
            DescCommand.Create(),
            PrepareCommand.Create()
        );
        // Called as /sbin/init the program itself has that name, which then no command of it may have.
        if (RootCommand.ExecutableName != InitCommand.Name)
            root.AddCommands("Of the program itself", InitCommand.Create());
        root.AddCommands("Of the program itself", BootedCommand.Create(), HelpCommand.Create(root));
        // -h is HOST, as it always was in the KA method: help is --help.
        foreach (var option in root.Options)
            if (option is HelpOption help)
            {
                help.Aliases.Clear();
                help.Description = "Show this help.";
                help.Action = new HelpPrinter();
            }
            else if (option is VersionOption)
                option.Description = "Show the version.";
        return root;
    }
}
