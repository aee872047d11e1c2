using System;
using System.CommandLine;
using System.Linq;
using Ka.Disks.Apply;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Commands;

/// <summary><c>ka layout apply</c>: erases disks, makes the layout on them and mounts it.</summary>
internal sealed class LayoutApplyCommand
{
    public const string DefaultDirectory = "/mnt/disk";

    private readonly PlanOptions _plan = new();

    private readonly Option<string> _mount = new("--mount")
    {
        Description = "Where the result is mounted.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultDirectory,
    };

    private readonly Option<bool> _yes = new("--yes") { Description = "Erase the disks, without asking." };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print what would be done." };

    public static Command Create()
    {
        var options = new LayoutApplyCommand();
        var command = new Command(
            "apply",
            """
            Erase this machine's disks, give them the golden node's layout, and mount the result.
            The whole plan is checked first; no disk is touched when something does not fit.

            Example:
              ka layout apply golden.json --yes --mount /mnt/disk

            Exit status: 0 done and mounted, 1 failed, 2 usage, 4 stopped before any disk was touched.
            """
        )
        {
            options._mount,
            options._yes,
            options._dryRun,
        };
        options._plan.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    /// <summary>Absolute, without a slash at its end; never the root.</summary>
    /// <exception cref="UsageException"/>
    public static string CheckedDirectory(string word, string option)
    {
        var directory = word.TrimEnd('/');
        if (
            !directory.StartsWith('/')
            || directory.Contains("/../", StringComparison.Ordinal)
            || directory.EndsWith("/..", StringComparison.Ordinal)
            || directory.Contains("//", StringComparison.Ordinal)
        )
            throw new UsageException($"{option}: '{BytePath.FromText(word)}' is not the full path of a directory");
        return directory;
    }

    private int Run(ParseResult parsed)
    {
        var directory = CheckedDirectory(parsed.GetRequiredValue(_mount), "--mount");
        var dryRun = parsed.GetValue(_dryRun);
        if (!dryRun && !parsed.GetValue(_yes))
            throw new UsageException("layout apply erases disks: say --yes, or --dry-run to see what it would do");
        SetupException.DemandRoot("ka layout apply");
        var execution = new DiskExecution(directory, Console.Error.WriteLine);
        DiskPlan? checkedPlan = null;
        DiskLock? claim = null;
        var status = NothingTouchedScope.Guard(() =>
        {
            var plan = _plan.Plan(parsed, directory);
            var printed = PlanTable.Print(plan);
            if (printed == (int)ExitCode.Done && execution.MissingPrograms(plan) is { Count: > 0 } missing)
                throw new ToolException($"not installed: {string.Join(", ", missing)}");
            if (printed == (int)ExitCode.Done && execution.ForeignMounts() is { Count: > 0 } foreign)
                throw new LayoutException(string.Join("\nka: ", foreign));
            if (printed == (int)ExitCode.Done && !dryRun)
                claim = DiskLock.Take(directory, plan.Roles.Values.Select(disk => disk.Name));
            checkedPlan = plan;
            return printed;
        });
        if (status != (int)ExitCode.Done || dryRun)
            return status;
        using (claim)
            execution.Apply(
                checkedPlan!,
                (i, count, step) => Console.Error.WriteLine($"[{i}/{count}] {step.Device}: {step.Action}")
            );
        Console.Error.WriteLine($"mounted on {BytePath.FromText(directory)}");
        return (int)ExitCode.Done;
    }
}
