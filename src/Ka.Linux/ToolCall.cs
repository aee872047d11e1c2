using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Linux;

/// <summary>One program of the system with its arguments and, when it wants one, its standard input. No shell is involved.</summary>
public sealed record ToolCall(string Program, params string[] Arguments)
{
    /// <summary>Standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Runs it, whatever it says.</summary>
    /// <exception cref="ToolException">It is not installed.</exception>
    public ProgramRun TryRun()
    {
        try
        {
            return ProgramRun.Run(Program, Arguments, Input);
        }
        catch (LinuxException e)
        {
            throw new ToolException(e.Errno == Errno.ENOENT ? $"{Program} is not installed" : e.Message);
        }
    }

    /// <summary>Runs it and gives its standard output.</summary>
    /// <exception cref="ToolException">It is not installed, or failed; the message has what it said.</exception>
    public string Run()
    {
        var run = TryRun();
        return run.Status == 0 ? run.Text : throw Failure(run);
    }

    /// <summary>What became of it, with the words it was run with and the last of what it said.</summary>
    public ToolException Failure(ProgramRun run)
    {
        var end = run.Status < 0 ? $"killed by signal {-run.Status}" : $"exit status {run.Status}";
        var said = string.Join('\n', new[] { run.Text, run.Errors }.Select(text => text.Trim()).Where(text => text.Length > 0));
        return new ToolException($"{this}: {end}{(said.Length == 0 ? "" : ":\n" + Indent(said))}");
    }

    /// <summary>As a person would type it; what a terminal could misunderstand is escaped.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(Quote));

    private static string Quote(string word)
    {
        var shown = BytePath.FromText(word).ToString();
        return shown.Length > 0 && shown.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=,+%@^".Contains(letter, StringComparison.Ordinal))
            ? shown
            : $"'{shown}'";
    }

    private static string Indent(string text)
    {
        var lines = text.Split('\n').TakeLast(20).Select(line => "  " + BytePath.FromText(line.TrimEnd()).ToString());
        return string.Join('\n', lines);
    }
}
