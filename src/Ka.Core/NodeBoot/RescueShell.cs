using System;
using System.Collections.Generic;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>A shell for the operator at the machine, on each of its terminals; where there is no shell, a pause until
/// ENTER is pressed.</summary>
internal sealed class RescueShell
{
    public static readonly BytePath Program = BytePath.FromText("/bin/sh");

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly BootLog _log;
    private readonly List<Fd?> _terminals = [];
    private readonly PollSet _poll;

    public RescueShell(BootLog log)
    {
        _log = log;
        TakeTerminals();
        _poll = new PollSet(_terminals.Count);
    }

    /// <summary>True when the system has a shell.</summary>
    public static bool Exists
    {
        get
        {
            var found = Files.TryOpenRead(Program, out var file);
            file.Dispose();
            return found.IsSuccess;
        }
    }

    /// <summary>Starts a shell on each terminal; returns when the first of them has ended.</summary>
    public void Open()
    {
        if (!Exists)
        {
            _log.Say("there is no shell in this system; press ENTER to go on");
            WaitForKey(null);
            return;
        }
        _log.Console.Line("a shell: 'exit' goes on");
        _log.Console.Pause();
        List<ChildProcess> shells = [];
        foreach (var device in _log.Console.Devices)
            if (Start(device.Name) is { } shell)
                shells.Add(shell);
        if (shells.Count > 0)
            WaitForFirst(shells);
        _log.Console.Resume();
        TakeTerminals();
    }

    /// <summary>Waits until ENTER is pressed. A terminal that cannot be read is not read again.</summary>
    /// <returns>false: it was not pressed in that time.</returns>
    public bool WaitForKey(TimeSpan? patience)
    {
        var deadline = patience is { } time ? BootEnvironment.Now + time : TimeSpan.MaxValue;
        while (BootEnvironment.Now < deadline)
        {
            for (var i = 0; i < _terminals.Count; i++)
                _poll.Watch(i, _terminals[i], PollEvents.In);
            var left = patience is null ? (TimeSpan?)null : deadline - BootEnvironment.Now;
            if (_poll.Wait(left) is { IsSuccess: true, Value: > 0 } && IsPressed())
                return true;
        }
        return false;
    }

    /// <summary>The console opens them anew when the shells have ended.</summary>
    private void TakeTerminals()
    {
        _terminals.Clear();
        foreach (var device in _log.Console.Devices)
            _terminals.Add(device.Keys);
    }

    private bool IsPressed()
    {
        Span<byte> keys = stackalloc byte[256];
        for (var i = 0; i < _terminals.Count; i++)
        {
            if (_poll.Ready(i) == PollEvents.None || _terminals[i] is not { } terminal)
                continue;
            var read = terminal.Read(keys);
            if (read is { IsSuccess: true, Value: > 0 })
                return true;
            if (!read.Is(Errno.EAGAIN))
                _terminals[i] = null;
        }
        return false;
    }

    /// <summary>Starts a shell on a terminal of /dev.</summary>
    /// <returns>null: the reason is in the _log.</returns>
    internal ChildProcess? Start(string terminal)
    {
        // The foreground screen (tty0) and /dev/console cannot become a controlling terminal (tty_open in the kernel).
        var device = terminal is "tty0" ? "tty1" : terminal;
        try
        {
            return ChildProcess.Start(
                new ProcessOptions(Program, [])
                {
                    Name = BytePath.FromText("-sh"),
                    Terminal = BytePath.FromText("/dev/" + device),
                }
            );
        }
        catch (LinuxException e)
        {
            _log.Warn($"no shell on {device}: {e.Message}");
            return null;
        }
    }

    private static void WaitForFirst(List<ChildProcess> shells)
    {
        var pause = new System.Threading.ManualResetEventSlim();
        while (!shells.Exists(shell => shell.TryWaitForExit(TimeSpan.Zero, out _)))
            pause.Wait(s_look);
        // An interactive shell ignores SIGTERM; this one ends the others for certain.
        foreach (var shell in shells)
            shell.Dispose();
    }
}
