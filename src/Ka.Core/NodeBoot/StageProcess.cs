using System;
using System.Text;
using Ka.Boot;
using Ka.Boot.Console;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The process that runs a stage; PID 1 has started it and waits for its end.</summary>
public static class StageProcess
{
    /// <summary>Runs stage 1 or 2 to its end. Whatever it dies of is on the screen, in the log, and left for PID 1.</summary>
    /// <param name="version">The program's, for the screen.</param>
    public static StageEnd Run(int stage, string version)
    {
        BootLog? log = null;
        try
        {
            var parameters = KernelCommandLine.OfThisMachine();
            QuietenKernel(parameters.IsDebug);
            log = OpenLog(parameters, $"ka {version}  stage {stage}");
            using var bench = new BootEnvironment(parameters, log);
            return stage == 1 ? new Stage1(bench).Run() : new Stage2(bench).Run();
        }
        catch (Exception e)
        {
            // The process's boundary: PID 1 shows what we leave, whatever it was.
            var reason = e is StageException or LinuxException ? e.Message : e.ToString();
            log?.Error(reason);
            Failure.Leave(reason);
            return StageEnd.Failed;
        }
        finally
        {
            log?.Console.Dispose();
            log?.Dispose();
        }
    }

    internal static BootLog OpenLog(BootParameters parameters, string title)
    {
        var missing = new StringBuilder();
        var devices = ConsoleDevice.Open(parameters.Consoles, line => missing.AppendLine(line));
        var log = new BootLog(new BootConsole(devices, title, TimeProvider.System), parameters.IsDebug);
        foreach (var line in missing.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            log.Warn(line);
        return log;
    }

    /// <summary>Keeps the kernel's messages off the screen, but critical ones; they stay in its log. Our own messages are not to
    /// be held back there. In a container the kernel is not ours.</summary>
    private static void QuietenKernel(bool isDebug)
    {
        if (!ProcessNamespace.IsFirst)
            return;
        Set("/proc/sys/kernel/printk", isDebug ? "7" : "3");
        Set("/proc/sys/kernel/printk_devkmsg", "on");
    }

    // A kernel that does not know it says more, or less, than we like; that is all.
    private static void Set(string setting, string value)
    {
        var opened = Files.TryOpenWrite(BytePath.FromText(setting), out var file);
        using (file)
            if (opened.IsSuccess)
                _ = file.Write(Encoding.ASCII.GetBytes(value));
    }
}
