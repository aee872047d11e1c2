using System;
using System.CommandLine;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Commands;

/// <summary><c>ka desc</c>: a disk's partition table in the short form of the KA method.</summary>
internal static class DescCommand
{
    public static Command Create()
    {
        var disk = new Argument<string?>("DISK")
        {
            Description = "sda or /dev/sda; the first fixed disk unless said.",
            DefaultValueFactory = _ => null,
        };
        var command = new Command(
            "desc",
            """
            Print the desc file of a disk: one line per partition, type and size in megabytes.

            Example:
              ka desc sda > desc && ka layout plan golden.json --desc sda desc
            """
        )
        {
            disk,
        };
        command.SetAction(parsed => Run(parsed.GetValue(disk)));
        return command;
    }

    private static int Run(string? name)
    {
        var path =
            name is null ? FirstDisk()
            : name.StartsWith('/') ? name
            : "/dev/" + name;
        var table =
            SfdiskReport.Parse(ToolCommand.Query("sfdisk", "-J", "--", path).Run())
            ?? throw new LayoutException($"{BytePath.FromText(path)} has neither an MBR nor a GPT");
        Console.Out.Write(DescText.Write(table));
        return (int)ExitCode.Done;
    }

    private static string FirstDisk() =>
        Machine.Read([], "/").Disks.FirstOrDefault(disk => disk is { IsVirtual: false, Removable: false })?.Path
        ?? throw new LayoutException("this machine has no fixed disk");
}
