using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Linux;

/// <summary>A program of the system with its arguments and its standard input. No shell is involved.</summary>
public sealed record ToolCommand(string Program, params string[] Arguments)
{
    /// <summary>Time for a program that only reports. A dead network mount or disk would otherwise hold it for ever.</summary>
    private static readonly TimeSpan s_queryLimit = TimeSpan.FromSeconds(60);

    /// <summary>Standard input, at most 1 MiB.</summary>
    public string Input { get; init; } = "";

    /// <summary>A program that runs for longer is ended with its whole process group; null: there is no limit, and the program
    /// stays in our process group, so that Ctrl-C reaches it.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>A program that reports something and changes nothing; it has a minute.</summary>
    public static ToolCommand Query(string program, params string[] arguments) =>
        new(program, arguments) { TimeLimit = s_queryLimit };

    /// <summary>Runs the program to its end, whatever its status. Processes that it leaves behind are not waited for.</summary>
    /// <exception cref="ToolException">The program is not installed or cannot be started.</exception>
    public ProcessResult TryRun()
    {
        try
        {
            using var process = ChildProcess.Start(Options());
            // A program that does not read its input shows by its status whether it needed it.
            var written = process.Input!.WriteAll(SurrogateEscape.Encode(Input));
            process.Input.Dispose();
            if (!written.Is(Errno.EPIPE))
                written.OrThrow("write to", $"'{Program}'");
            return new ToolRun(process, TimeLimit).Run();
        }
        catch (LinuxException e)
        {
            throw new ToolException(e.Errno == Errno.ENOENT ? $"{Program} is not installed" : e.Message);
        }
    }

    /// <summary>Runs the program.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="ToolException">The program is not installed, or failed; the message has its output.</exception>
    public string Run()
    {
        var result = TryRun();
        return result.Status == 0 && !result.IsTimedOut ? result.Text : throw Failure(result);
    }

    /// <summary>The failure of a run: the command, its status and the last of its output.</summary>
    public ToolException Failure(ProcessResult result)
    {
        var end = result.IsTimedOut ? $"not done after {TimeLimit?.TotalSeconds} s" : $"{new ExitStatus(result.Status)}";
        var output = string.Join(
            '\n',
            new[] { result.Text, result.Errors }.Select(text => text.Trim()).Where(text => text.Length > 0)
        );
        return new ToolException($"{this}: {end}{(output.Length == 0 ? "" : ":\n" + Indent(output))}");
    }

    /// <summary>The command as typed in a shell; what a terminal could misunderstand is escaped.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(Quote));

    private ProcessOptions Options() =>
        new(ProgramPath.Require(Program), [.. Arguments.Select(BytePath.FromText)])
        {
            Input = ChildStream.Pipe,
            Output = ChildStream.Pipe,
            Errors = ChildStream.Pipe,
            HasOwnGroup = TimeLimit is not null,
            Environment = ProcessEnvironment.OfTools(),
        };

    private static string Quote(string word)
    {
        var shown = BytePath.FromText(word).ToString();
        return
            shown.Length > 0
            && shown.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=,+%@^".Contains(letter, StringComparison.Ordinal))
            ? shown
            : $"'{shown}'";
    }

    private static string Indent(string text)
    {
        var lines = text.Split('\n').TakeLast(20).Select(line => "  " + BytePath.FromText(line.TrimEnd()).ToString());
        return string.Join('\n', lines);
    }
}
