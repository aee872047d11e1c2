using System;
using System.CommandLine;
using System.Reflection;
using Ka.Linux;
using Ka.NodeBoot;

namespace Ka.Commands;

/// <summary><c>ka init</c>: PID 1 of the initramfs and of the rescue.</summary>
internal static class InitCommand
{
    public const string Name = "init";

    private const int FirstProcess = 1;

    public static Command Create()
    {
        var stage = new Option<int?>("--stage") { Hidden = true };
        var command = new Command(
            Name,
            """
            Be PID 1: bring a bare machine into the rescue (docs/boot.md). Chosen by itself when the kernel starts ka as /init.

            Example, on the kernel command line:
              rdinit=/usr/sbin/ka
            """
        )
        {
            stage,
        };
        command.SetAction(parsed => Run(parsed.GetValue(stage)));
        return command;
    }

    /// <summary>The kernel started us, with whatever words of its command line it did not know.</summary>
    public static bool IsMeant(string[] arguments) =>
        ThisProcess.Number == FirstProcess
        && (arguments.Length == 0 || CalledName() == Name || Array.TrueForAll(arguments, word => !IsOurs(word)));

    public static int RunFirst()
    {
        Supervisor.Run(Version);
        return (int)ExitCode.Failed;
    }

    /// <summary>The program's version.</summary>
    public static string Version =>
        typeof(InitCommand)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "";

    private static string CalledName() =>
        Environment.GetCommandLineArgs() is [var name, ..] ? name[(name.LastIndexOf('/') + 1)..] : "";

    private static bool IsOurs(string word) => word.StartsWith('-') || CommandTable.Knows(word);

    private static int Run(int? stage)
    {
        if (ThisProcess.Number == FirstProcess)
            return RunFirst();
        if (stage is not (1 or 2) || ThisProcess.Parent != FirstProcess)
            throw new UsageException("init: only the kernel starts it, as PID 1");
        return (int)StageProcess.Run(stage.Value, Version);
    }
}
