using System;
using System.Collections.Generic;
using Ka.Boot;
using Ka.Linux;

namespace Ka.Stages;

/// <summary>A shell for whoever stands before the machine, on every one of its terminals, or, where there is no shell, a pause until
/// somebody presses ENTER.</summary>
internal sealed class RescueShell(BootLog log)
{
    public static readonly BytePath Program = BytePath.FromText("/bin/sh");

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>There is one.</summary>
    public static bool Exists
    {
        get
        {
            var found = Files.TryOpenRead(Program, out var file);
            file.Dispose();
            return found.IsSuccess;
        }
    }

    /// <summary>Returns when the first of them has ended.</summary>
    public void Open()
    {
        if (!Exists)
        {
            log.Say("there is no shell in this system; press ENTER to go on");
            WaitForKey(null);
            return;
        }
        log.Console.Line("a shell: 'exit' goes on");
        log.Console.Pause();
        List<int> shells = [];
        foreach (var device in log.Console.Devices)
            if (Start(device.Name) is { } shell)
                shells.Add(shell);
        if (shells.Count > 0)
            WaitForFirst(shells);
        log.Console.Resume();
    }

    /// <summary>Waits for somebody to press ENTER.</summary>
    /// <returns>false: nobody did in that time.</returns>
    public bool WaitForKey(TimeSpan? patience)
    {
        var poll = new PollSet(log.Console.Devices.Count);
        for (var i = 0; i < log.Console.Devices.Count; i++)
            poll.Watch(i, log.Console.Devices[i].Keys, PollEvents.In);
        var waited = poll.Wait(patience);
        var isPressed = false;
        Span<byte> keys = stackalloc byte[256];
        for (var i = 0; i < log.Console.Devices.Count && waited is { IsSuccess: true, Value: > 0 }; i++)
            isPressed |= poll.Ready(i).HasFlag(PollEvents.In) && log.Console.Devices[i].Keys.Read(keys) is { IsSuccess: true, Value: > 0 };
        return isPressed;
    }

    /// <summary>Starts one on a terminal of /dev.</summary>
    /// <returns>null: the reason is in the log.</returns>
    internal int? Start(string terminal)
    {
        // The screen in front and /dev/console can be nobody's own terminal (tty_open in the kernel).
        var device = terminal is "tty0" ? "tty1" : terminal;
        try
        {
            return Children.StartOnTerminal(Program, [BytePath.FromText("-sh")], BytePath.FromText("/dev/" + device));
        }
        catch (LinuxException e)
        {
            log.Warn($"no shell on {device}: {e.Message}");
            return null;
        }
    }

    private static void WaitForFirst(List<int> shells)
    {
        var pause = new System.Threading.ManualResetEventSlim();
        while (!shells.Exists(shell => Children.Poll(shell, out _) is { Value: > 0 } or { IsSuccess: false }))
            pause.Wait(s_look);
        foreach (var shell in shells)
            _ = Children.Terminate(shell);
    }
}
