using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Plan;
using Ka.Runs;

namespace Ka.Operator;

/// <summary>The operator's own programs at the end of a run, on the golden node: <c>run-end.d/NN-name</c>, in order of their
/// names.</summary>
public static class EndHooks
{
    /// <summary>The directory below the directory of hooks.</summary>
    public const string Stage = "run-end.d";

    /// <summary>A hook that runs for longer is ended.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs the hooks. A failed hook is reported and changes nothing; a process that a hook leaves behind is not waited
    /// for.</summary>
    /// <param name="environment">NAME=value.</param>
    public static void Run(string hooks, IReadOnlyList<string> environment, Action<string> say)
    {
        var directory = BytePath.FromText($"{hooks}/{Stage}");
        var names = new List<string>(RunStore.Names(directory));
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
            if (!HookSteps.IsHook(name))
                say($"hooks: '{directory.Join(BytePath.FromText(name))}' is not named NN-name, left out");
            else
                Run(directory.Join(BytePath.FromText(name)), environment, say);
    }

    private static void Run(BytePath hook, IReadOnlyList<string> environment, Action<string> say)
    {
        try
        {
            var result = new ToolCommand("env", [.. environment, SurrogateEscape.Decode(hook)]) { TimeLimit = s_limit }.TryRun();
            foreach (var line in (result.Text + result.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                say($"hook {hook}: {BytePath.FromText(line)}");
            if (result.IsTimedOut || result.Status != 0)
                say(
                    $"hook {hook} FAILED: "
                        + $"{(result.IsTimedOut ? "its time was over" : $"{new ExitStatus(result.Status)}")}; the run is not "
                        + "changed by that"
                );
        }
        catch (ToolException e)
        {
            say($"hook {hook} FAILED: {e.Message}");
        }
    }
}
