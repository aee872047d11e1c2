using System;
using System.CommandLine;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Reporting;

namespace Ka.Commands;

/// <summary><c>ka lint</c>: what a golden node is, and what its clones would share with it.</summary>
internal sealed class LintCommand
{
    private readonly Option<string> _root = new("--root")
    {
        Description = "The golden tree. Of a tree that is not / the disks are not looked at.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<bool> _tree = new("--tree")
    {
        Description =
            "Print the names of files and programs that a preparation relies on, for a bug report: no secrets, no addresses.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON object per fact and finding on standard output.",
    };

    public static Command Create()
    {
        var options = new LintCommand();
        var command = new Command(
            "lint",
            """
            Look at a golden node before it is cloned.

            It says what the golden node is, what every clone gets anew, what clones would share with it although they
            should not, and what cannot be cloned. Nothing is changed. docs/prepare.md has the whole list.

            Examples:
              ka lint
              ka lint --root /srv/golden --json
              ka lint --tree > tree.txt

            Exit status: 0 it can be cloned, 1 failed, 2 usage, 4 it cannot be cloned; every reason is listed.
            """
        )
        {
            options._root,
            options._tree,
            options._json,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        SetupException.DemandRoot("ka lint");
        var root = PathOption.Absolute(parsed.GetRequiredValue(_root));
        var path = BytePath.FromText(root);
        if (parsed.GetValue(_tree))
        {
            foreach (var line in TreeInventory.Lines(path))
                Console.Out.WriteLine(line);
            return (int)ExitCode.Done;
        }
        var report = Read(path, root);
        new LintOutput(parsed.GetValue(_json) ? new JsonLineWriter() : null).Show(report);
        return (int)(report.Refusals.Count == 0 ? ExitCode.Done : ExitCode.Untouched);
    }

    /// <summary>The running machine's own disks show what a clone of the same kind would need.</summary>
    private static GoldenTreeReport Read(BytePath path, string root)
    {
        if (root != "/")
            return GoldenTreeReport.Read(path, null);
        try
        {
            var layout = LayoutCapture.Read(new LayoutRequest());
            var request = new PrepareRequest
            {
                Root = "/",
                Target = layout,
                Golden = layout,
                HasNvram = TargetCapture.HasNvram(),
            };
            return GoldenTreeReport.Read(path, PreparePlanner.Plan(request), layout.StartedBy);
        }
        catch (LayoutException e)
        {
            var report = GoldenTreeReport.Read(path, null);
            return report with { Refusals = [.. report.Refusals, e.Message] };
        }
    }
}
