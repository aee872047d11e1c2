using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using Ka.Linux;

namespace Ka.CommandLine;

/// <summary><c>--help</c> of any command: its <see cref="HelpPage"/> on standard output.</summary>
internal sealed class HelpPrinter : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Print(CommandNode.Of(parseResult.CommandResult));
        return (int)ExitCode.Done;
    }

    /// <summary>Prints the help of a command.</summary>
    public static void Print(CommandNode node) => Console.Out.Write(new HelpPage(Width()).Of(node));

    /// <summary>Columns of the terminal, or <see cref="HelpPage.UsualWidth"/>.</summary>
    private static int Width() => Terminal.Width(Fd.StandardOutput) is > 0 and var columns ? columns : HelpPage.UsualWidth;
}
