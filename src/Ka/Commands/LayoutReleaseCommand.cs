using System;
using System.CommandLine;
using Ka.Disks.Apply;
using Ka.Disks.Probe;

namespace Ka.Commands;

/// <summary><c>ka layout release</c>: unmounts what apply mounted.</summary>
internal static class LayoutReleaseCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Where the layout is mounted." };
        var command = new Command(
            "release",
            """
            Unmount what is mounted below DIR, and stop the volumes and arrays under it.

            Example:
              ka layout release /mnt/disk
            """
        )
        {
            directory,
        };
        command.SetAction(parsed => Run(LayoutApplyCommand.CheckedDirectory(parsed.GetRequiredValue(directory), "DIR")));
        return command;
    }

    private static int Run(string directory)
    {
        SetupException.DemandRoot("ka layout release");
        using var claim = DiskLock.Take(directory, []);
        PathOption.DemandDirectory(directory, "DIR");
        new MountTeardown(directory, Console.Error.WriteLine).Release();
        return (int)ExitCode.Done;
    }
}
