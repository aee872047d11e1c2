using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Plan;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The golden node's hooks that run on this machine before the copy. They come with the plan and are written to a file
/// system in memory while they run.</summary>
/// <param name="begin">Called with each hook as a step.</param>
/// <param name="print">Called with each line that a hook printed.</param>
internal sealed class PreCopyHooks(FittedPlan job, string mountDirectory, Action<Step> begin, Action<string> print)
{
    /// <summary>Stage of hooks that run before the first byte of a disk is touched.</summary>
    public const string BeforeWipe = "pre-wipe";

    /// <summary>Stage of hooks that run when the disks are made, mounted and empty.</summary>
    public const string BeforeCopy = "pre-copy";

    /// <summary>A reason for each hook that cannot run on this machine.</summary>
    public static IEnumerable<Finding> Reasons(IReadOnlyList<PlanFile> hooks)
    {
        foreach (var hook in hooks)
            if (hook.Subject is not (BeforeWipe or BeforeCopy) || !HookSteps.IsHook(hook.Name))
                yield return Against(hook, "is no hook that this version knows");
            else if (InterpreterOf(hook.Content.Span) is { Length: > 0 } interpreter && !IsThere(interpreter))
                yield return Against(hook, $"is written for {BytePath.FromText(interpreter)}, which is not in this rescue");
    }

    private static Finding Against(PlanFile hook, string why) => new(FindingKind.Hook, $"{hook.Subject}.d/{hook.Name}", why);

    /// <exception cref="ToolException">A hook failed; the message has its name and its output.</exception>
    /// <exception cref="LinuxException">A hook cannot be written to its file.</exception>
    public void Run(string stage)
    {
        var hooks = job.Plan.Hooks.Where(hook => hook.Subject == stage).ToList();
        if (hooks.Count == 0)
            return;
        // A directory of this machine may be mounted without the right to execute what is in it.
        var (home, name) = (BytePath.FromText("/run/ka"), BytePath.FromText($"hooks-{Environment.ProcessId}"));
        var place = home.Join(name).ToString();
        Files.MakeDirectories(home.Join(name));
        new ToolCommand("mount", "-t", "tmpfs", "-o", "mode=0700", "tmpfs", place).Run();
        try
        {
            foreach (var hook in hooks)
                Run(hook, place);
        }
        finally
        {
            // A process that a hook left running may keep it busy; it is freed when that process ends.
            new ToolCommand("umount", "--lazy", place).TryRun();
            using var directory = Files.OpenDirectory(home);
            _ = Files.RemoveDirectory(directory, name);
        }
    }

    private void Run(PlanFile hook, string place)
    {
        var path = BytePath.FromText($"{place}/{hook.Name}");
        begin(Step.Alone(StepKind.RunHook, $"{hook.Subject}.d/{hook.Name}"));
        using (var file = Files.CreateNew(path, FilePermissions.PrivateExecutable))
            file.WriteAll(hook.Content.Span).OrThrow("write", path);
        var run = new ToolCommand(
            "env",
            [
                "-i",
                TreePrograms.Path,
                "HOME=/root",
                "LC_ALL=C",
                "TERM=linux",
                .. HookSteps.Environment(hook.Subject, job.HostName, Machine.ReadFirmware(), job.Disks.Target!),
                "KA_MOUNT=" + mountDirectory,
                path.ToString(),
            ]
        ).TryRun();
        foreach (var line in $"{run.Text}\n{run.Errors}".Split('\n'))
            if (line.TrimEnd() is { Length: > 0 } said)
                print("    " + BytePath.FromText(said));
        if (run.Status != 0)
            throw new ToolException(
                $"hook {new ToolCommand($"{hook.Subject}.d/{hook.Name}").Failure(run).Message}"
                    + (hook.Subject == BeforeWipe ? "\nno disk was touched" : "")
            );
    }

    /// <summary>The interpreter of a script (execve(2)): the text behind #! up to a blank; empty for any other file.</summary>
    private static string InterpreterOf(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("#!"u8))
            return "";
        var line = content[2..];
        line = (line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line).TrimStart(" \t"u8);
        return Encoding.UTF8.GetString(
            line.IndexOfAny((byte)' ', (byte)'\t', (byte)'\r') is >= 0 and var blank ? line[..blank] : line
        );
    }

    private static bool IsThere(string path)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var file);
        file.Dispose();
        return !opened.Is(Errno.ENOENT) && !opened.Is(Errno.ENOTDIR);
    }
}
