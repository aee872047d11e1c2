using System;
using System.Threading;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>PID 1. It starts the process that runs the stage, waits for whatever ends, and decides what comes next; nothing else,
/// so that nothing a stage dies of, be it the kernel's hand for want of memory, ends the machine without a word. Never
/// returns.</summary>
public sealed class Supervisor
{
    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly string _version;
    private readonly int _stage = StageMarker.IsThere ? 2 : 1;

    private Supervisor(string version) => _version = version;

    /// <summary>Does PID 1's work for ever.</summary>
    /// <param name="version">The program's, for the screen.</param>
    public static void Run(string version)
    {
        var reason = "";
        try
        {
            reason = new Supervisor(version).Supervise();
        }
        catch (Exception e)
        {
            // The process's boundary: the message goes where the kernel put our standard error.
            reason = e is LinuxException or PlatformNotSupportedException ? e.Message : e.ToString();
            Console.Error.WriteLine($"ka: PID 1: {reason}");
            new ManualResetEventSlim().Wait(s_beforeReboot);
        }
        Restart(reason);
    }

    /// <summary>Returns when the machine is to be restarted, with the reason.</summary>
    private string Supervise()
    {
        KernelSupport.Demand();
        // In the rescue they are there: they moved along.
        var notes = _stage == 1 ? InitialMounts.Create(BytePath.FromText("/")) : [];
        var exit = RunStage();
        switch ((StageEnd)exit.Code)
        {
            case StageEnd.EnterRescue:
                RootSwitch.Enter(RescueRoot.Path, RescueRoot.Program, ["ka", "init"]);
                return "";
            case StageEnd.Installed:
                return "installed";
            case StageEnd.Restart:
                return "no golden node";
            default:
                var reason = Failure.Find() ?? $"stage {_stage} ended: {exit}{(exit.Code == -9 ? " (out of memory?)" : "")}";
                new FailureScreen(_version, _stage).Show(reason, notes);
                return reason;
        }
    }

    /// <summary>Runs the stage in a process of its own. Orphans come to PID 1 and are reaped here.</summary>
    private ExitStatus RunStage()
    {
        BytePath[] arguments = [BytePath.FromText("init"), BytePath.FromText("--stage"), BytePath.FromText($"{_stage}")];
        using var stage = ChildProcess.Start(
            new ProcessOptions(BytePath.FromText("/proc/self/exe"), arguments) { Name = BytePath.FromText("ka") }
        );
        return ThisProcess.WaitReapingOrphans(stage);
    }

    private static void Restart(string reason)
    {
        // A disk that hangs must not keep the machine from restarting.
        if (!MachinePower.TrySync())
            Console.Error.WriteLine("ka: the disks did not take everything within a minute");
        var restarted = MachinePower.Restart();
        Console.Error.WriteLine($"ka: restart: {LinuxException.Describe(restarted.Errno)} ({reason})");
        // PID 1 must not end: the kernel would panic over the reason on the screen.
        while (true)
            if (!ThisProcess.ReapNextOrphan())
                new ManualResetEventSlim().Wait(s_second);
    }
}
