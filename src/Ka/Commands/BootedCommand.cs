using System;
using System.CommandLine;
using Ka.FirstBoot;
using Ka.Linux;
using Ka.Prepare.Plan;

namespace Ka.Commands;

/// <summary><c>ka booted</c>: a clone's report of its first boot.</summary>
internal static class BootedCommand
{
    public static Command Create()
    {
        var root = new Option<string>("--root")
        {
            Description = "The clone's root directory.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "/",
        };
        var command = new Command(
            BootReportSteps.Command,
            $"""
            Report that this clone has booted. A clone's init starts it, once; it removes what was left for it. Its order is
            {BootReportSteps.Order}.

            Example:
              ka booted

            Exit status: 0 the golden node has the report, 1 it has not.
            """
        )
        {
            root,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(root)));
        return command;
    }

    private static int Run(string root)
    {
        SetupException.DemandRoot("ka booted");
        var isTaken = new BootReporter(BytePath.FromText(PathOption.Absolute(root)), Console.Error.WriteLine).Run();
        return (int)(isTaken ? ExitCode.Done : ExitCode.Failed);
    }
}
