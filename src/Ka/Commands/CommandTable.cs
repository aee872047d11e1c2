using System.CommandLine;
using System.CommandLine.Help;

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
        var root = new RootCommand("Clone one running Linux machine onto any number of machines over the network.")
        {
            ServeCommand.Create(),
            ReplicateCommand.Create(),
            SendCommand.Create(),
            RecvCommand.Create(),
            GoCommand.Create(),
            StatusCommand.Create(),
            RunsCommand.Create(),
            TokenCommand.Create(),
            LayoutCommand.Create(),
            DescCommand.Create(),
            ImageCommand.Create(),
            PxeCommand.Create(),
            PrepareCommand.Create(),
            VerifyCommand.Create(),
        };
        // Called as /sbin/init the program itself has that name, which then no command of it may have.
        if (RootCommand.ExecutableName != InitCommand.Name)
            root.Subcommands.Add(InitCommand.Create());
        // -h is HOST, as it always was in the KA method: help is --help.
        foreach (var option in root.Options)
            if (option is HelpOption)
                option.Aliases.Clear();
        return root;
    }
}
