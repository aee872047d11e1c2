using System;
using System.CommandLine;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.LayoutFile;
using Ka.Disks.Probe;

namespace Ka.Commands;

/// <summary><c>ka layout</c>: describes the disks of this machine; its subcommands fit a description to another's.</summary>
internal sealed class LayoutCommand
{
    private readonly Option<string> _root = new("--root")
    {
        Description = "The golden tree: its fstab, and what is mounted below it.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<string[]> _disks = new("--disk")
    {
        Description = "Only this disk. Repeatable.",
        HelpName = "DEV",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _exclude = new("--exclude-disk", "-X")
    {
        Description = "Leave this disk out. Repeatable; 'A|B' are two.",
        HelpName = "DISK",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _mbr = new("--mbr", "-m")
    {
        Description = "Take this disk's boot code along, too: its first 446 bytes. Repeatable.",
        HelpName = "DISK",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Print what would be copied and what would not, and why; 4 when something would be lost.",
    };

    public static Command Create()
    {
        var options = new LayoutCommand();
        var command = new Command(
            "layout",
            """
            Print the layout of this machine's disks as JSON: tables, arrays, volumes, file systems, mounts.

            What is mounted and cannot be described, or would not be copied, is a reason not to begin.

            Examples:
              ka layout > golden.json
              ka layout --check
              ka layout plan golden.json --map sda=nvme0n1
              ka layout apply golden.json --yes --mount /mnt/disk
              ka layout release /mnt/disk

            Exit status: 0 done, 1 failed, 2 usage, 4 stopped before any disk was touched.
            """
        )
        {
            options._root,
            options._disks,
            options._exclude,
            options._mbr,
            options._check,
            LayoutPlanCommand.Create(),
            LayoutApplyCommand.Create(),
            LayoutReleaseCommand.Create(),
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        SetupException.DemandRoot("ka layout");
        var status = NothingTouchedScope.Guard(() =>
        {
            CaptureReport.DemandSuitable(parsed.GetRequiredValue(_root));
            return (int)ExitCode.Done;
        });
        return status != (int)ExitCode.Done ? status
            : parsed.GetValue(_check) ? NothingTouchedScope.Guard(() => Check(Read(parsed)))
            : Print(Read(parsed));
    }

    private Capture Read(ParseResult parsed) =>
        LayoutCapture.ReadWithFacts(
            new LayoutRequest
            {
                Root = parsed.GetRequiredValue(_root),
                Disks = parsed.GetValue(_disks) ?? [],
                Excluded = PlanOptions.SplitNames(parsed.GetValue(_exclude)),
                BootCode = [.. (parsed.GetValue(_mbr) ?? []).Select(disk => disk.StartsWith('/') ? disk : "/dev/" + disk)],
            }
        );

    private static int Print(Capture capture)
    {
        var status = NothingTouchedScope.Guard(() =>
        {
            CaptureReport.Demand(CaptureReport.Findings(capture), Console.Error.WriteLine);
            return (int)ExitCode.Done;
        });
        if (status == (int)ExitCode.Done)
            Console.Out.Write(LayoutText.Write(capture.Layout));
        return status;
    }

    private static int Check(Capture capture)
    {
        foreach (var line in CaptureReport.Lines(capture))
            Console.Out.WriteLine(line);
        return (int)(CaptureReport.Findings(capture).Any(finding => finding.IsRefusal) ? ExitCode.Untouched : ExitCode.Done);
    }
}
