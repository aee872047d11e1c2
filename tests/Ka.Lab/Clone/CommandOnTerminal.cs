using System;
using System.IO;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A command on a terminal of its own (script(1)), which can go away under it.</summary>
internal sealed class CommandOnTerminal : IDisposable
{
    private const int Sigkill = 9;

    private readonly string _status;
    private readonly string _group;
    private readonly Child _terminal;

    /// <param name="keyboard">What is typed.</param>
    /// <param name="command">A line of the shell, which has the default action for SIGHUP.</param>
    public CommandOnTerminal(CloneLab lab, LabHost host, Fifo keyboard, string command)
    {
        var name = lab.PathOf($"terminal-{Guid.NewGuid():N}");
        (_status, _group) = (name + ".status", name + ".group");
        // The shell has a handler, so it outlives its terminal, and what it starts has the default action (execve(2)).
        var line = $"trap : HUP; echo $$ >'{_group}'; {command}; echo $? >'{_status}.new'; mv '{_status}.new' '{_status}'";
        _terminal = lab.Start(host, new Launch("script", "-qefc", line, "/dev/null") { InputFile = keyboard.Path });
    }

    /// <summary>What was shown until now.</summary>
    public string Output => _terminal.Output;

    /// <summary>Takes the terminal away: the kernel sends SIGHUP to its foreground processes, output fails with EIO.</summary>
    public void HangUp() => _terminal.Signal(Sigkill);

    /// <summary>Waits for the end of the command.</summary>
    /// <returns>Its exit status.</returns>
    public int Status(TimeSpan patience)
    {
        Assert.True(SpinUntil(patience), $"the command still runs: {_terminal.Account()}");
        return int.Parse(File.ReadAllText(_status), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!File.Exists(_status) && File.Exists(_group))
            Child.Run("sh", "-c", $"kill -KILL -$(cat '{_group}') || :");
    }

    private bool SpinUntil(TimeSpan patience)
    {
        for (var deadline = DateTime.UtcNow + patience; !File.Exists(_status); Interruption.Pause(TimeSpan.FromMilliseconds(100)))
            if (DateTime.UtcNow > deadline)
                return false;
        return true;
    }
}
