using System;
using System.Threading;
using Ka.Boot;
using Ka.Linux;

namespace Ka.Stages;

/// <summary>PID 1. It starts the process that runs the stage, waits for whatever ends, and decides what comes next; nothing else, so that
/// nothing a stage dies of, be it the kernel's hand for want of memory, ends the machine without a word. Never returns.</summary>
public sealed class Supervisor
{
    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly string _version;
    private readonly int _stage = Handover.IsThere ? 2 : 1;

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
            // The process's boundary: the last words go where the kernel put our standard error.
            reason = e is LinuxException ? e.Message : e.ToString();
            Console.Error.WriteLine($"ka: PID 1: {reason}");
            new ManualResetEventSlim().Wait(s_beforeReboot);
        }
        Restart(reason);
    }

    /// <summary>Returns when the machine is to be restarted, with the reason.</summary>
    private string Supervise()
    {
        // In the rescue they are there: they moved along.
        var notes = _stage == 1 ? BootEntries.Create(BytePath.FromText("/")) : [];
        var worker = Children.Start(BytePath.FromText("/proc/self/exe"),
            [BytePath.FromText("ka"), BytePath.FromText("init"), BytePath.FromText("--stage"), BytePath.FromText($"{_stage}")]);
        var exit = WaitFor(worker);
        switch ((StageEnd)exit.Status)
        {
            case StageEnd.EnterRescue:
                RootSwitch.Enter(RescueRoot.Path, RescueRoot.Program, ["ka", "init"]);
                return "";
            case StageEnd.Installed:
                return "installed";
            case StageEnd.Restart:
                return "no golden node";
            default:
                var reason = Failure.Find() ?? $"stage {_stage} ended: {exit}{(exit.Status == -9 ? " (out of memory?)" : "")}";
                new Emergency(_version, _stage).Show(reason, notes);
                return reason;
        }
    }

    /// <summary>Orphans come to PID 1 and are waited for here, too.</summary>
    private static ChildExit WaitFor(int worker)
    {
        while (true)
        {
            Children.Wait(null, out var exit).OrThrow("wait", "");
            if (exit.Process == worker)
                return exit;
        }
    }

    private static void Restart(string reason)
    {
        MachinePower.Sync();
        var restarted = MachinePower.Restart();
        Console.Error.WriteLine($"ka: restart: {LinuxException.Describe(restarted.Errno)} ({reason})");
        // PID 1 must not end: the kernel would panic over the reason on the screen.
        while (true)
            if (!Children.Wait(null, out _).IsSuccess)
                new ManualResetEventSlim().Wait(s_second);
    }
}
