using System;
using System.CommandLine;
using System.Linq;
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

    public static Command Create()
    {
        var options = new LayoutCommand();
        var command = new Command(
            "layout",
            """
            Print the layout of this machine's disks as JSON: tables, arrays, volumes, file systems, mounts.

            Examples:
              ka layout > golden.json
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
        var layout = LayoutCapture.Read(
            new LayoutRequest
            {
                Root = parsed.GetRequiredValue(_root),
                Disks = parsed.GetValue(_disks) ?? [],
                Excluded = PlanOptions.SplitNames(parsed.GetValue(_exclude)),
                BootCode = [.. (parsed.GetValue(_mbr) ?? []).Select(disk => disk.StartsWith('/') ? disk : "/dev/" + disk)],
            }
        );
        Console.Out.Write(LayoutText.Write(layout));
        return (int)ExitCode.Done;
    }
}
