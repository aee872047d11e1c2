using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare;
using Ka.Runs;

namespace Ka.Operator;

/// <summary>The operator's own programs at the end of a run, on the golden node: <c>run-end.d/NN-name</c>, one after the other.</summary>
public static class EndHooks
{
    /// <summary>Below the directory of hooks.</summary>
    public const string Stage = "run-end.d";

    /// <summary>A hook that runs for longer is ended.</summary>
    private const string MostSeconds = "600";

    /// <summary>Runs them. One that fails is said, and fails nothing.</summary>
    /// <param name="environment">NAME=value.</param>
    public static void Run(string hooks, IReadOnlyList<string> environment, Action<string> say)
    {
        var directory = BytePath.FromText($"{hooks}/{Stage}");
        var names = new List<string>(RunShelf.Names(directory));
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
            if (!HookPlan.IsHook(name))
                say($"hooks: '{directory.Join(BytePath.FromText(name))}' is not named NN-name, left out");
            else
                Run(directory.Join(BytePath.FromText(name)), environment, say);
    }

    private static void Run(BytePath hook, IReadOnlyList<string> environment, Action<string> say)
    {
        try
        {
            var run = ProgramRun.Run("timeout", ["-k", "5", MostSeconds, "env", .. environment, SurrogateEscape.Decode(hook)]);
            foreach (var line in (run.Text + run.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                say($"hook {hook}: {BytePath.FromText(line)}");
            if (run.Status != 0)
                say($"hook {hook} FAILED: {(run.Status == 124 ? "its time was over" : $"exit status {run.Status}")}; the run is not changed by that");
        }
        catch (LinuxException e)
        {
            say($"hook {hook} FAILED: {e.Message}");
        }
    }
}
