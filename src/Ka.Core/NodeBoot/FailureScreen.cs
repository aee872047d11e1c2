using System;
using System.Collections.Generic;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The end of PID 1 after a stage has failed: it shows the reason, offers a shell, and counts down to a reboot. It reaps
/// orphans meanwhile.</summary>
internal sealed class FailureScreen(string version, int stage)
{
    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows the failure; returns when it is time to restart.</summary>
    /// <param name="notes">Boot entries that could not be made.</param>
    public void Show(string reason, IReadOnlyList<string> notes)
    {
        var parameters = ReadParameters();
        using var log = StageProcess.OpenLog(parameters, $"ka {version}  stage {stage}  FAILED");
        foreach (var note in notes)
            log.Debug(note);
        foreach (var line in reason.Split('\n'))
            log.Error(line.TrimEnd());
        var shell = new RescueShell(log);
        if (parameters.IsDebug)
            shell.Open();
        while (CountDown(log, shell, reason))
            shell.Open();
        log.Console.Dispose();
    }

    private static BootParameters ReadParameters()
    {
        try
        {
            return KernelCommandLine.OfThisMachine();
        }
        catch (LinuxException)
        {
            // Without /proc nothing was asked for.
            return new BootParameters();
        }
    }

    /// <returns>true: a key was pressed for a shell.</returns>
    private static bool CountDown(BootLog log, RescueShell shell, string reason)
    {
        var deadline = BootEnvironment.Now + s_beforeReboot;
        var what = $"!!! {reason.Split('\n')[0]} !!!";
        var offer = RescueShell.Exists ? ", ENTER for a shell" : "";
        log.Begin($"{what} (Rebooting in {s_beforeReboot.TotalSeconds:F0} sec{offer})");
        while (deadline - BootEnvironment.Now is var left && left > TimeSpan.Zero)
        {
            log.Console.Rephrase($"{what} (Rebooting in {Math.Ceiling(left.TotalSeconds):F0} sec{offer})");
            if (shell.WaitForKey(s_step) && RescueShell.Exists)
                return true;
            ThisProcess.ReapOrphans();
        }
        return false;
    }
}
