using System;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Logs;

/// <summary>A shell command that a holder of the token runs on this machine: its output as it comes, then how it ended.</summary>
/// <remarks>One thread calls <see cref="Run"/>; <see cref="Interrupt"/> and <see cref="Abandon"/> come from another.</remarks>
internal sealed class RemoteCommandSession(Connection asker, Execute order)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_keepalive = TimeSpan.FromSeconds(2);

    /// <summary>Time between Ctrl-C and SIGKILL.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly byte[] _buffer = new byte[WireLimits.CommandOutput];
    private long _start;
    private long _said;
    private volatile bool _isInterrupted;
    private volatile bool _isAbandoned;
    private TimeSpan? _killAt;
    private bool _isTimedOut;

    /// <summary>Interrupts the command: the peer pressed Ctrl-C.</summary>
    public void Interrupt() => _isInterrupted = true;

    /// <summary>Kills the command: the peer has gone.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Runs the command to its end. Processes that it leaves behind are not waited for.</summary>
    /// <returns>The end of the command; null: it was killed, because the peer has gone.</returns>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public CommandEnded? Run()
    {
        _start = _said = _time.GetTimestamp();
        var shell = ProcessOptions.Shell(order.Command) with
        {
            Input = ChildStream.Null,
            Output = ChildStream.Pipe,
            Errors = ChildStream.Pipe,
        };
        using var child = ChildProcess.Start(shell);
        var output = new ChildOutput(child, readsErrors: true);
        while (!_isAbandoned)
        {
            if (output.IsOver && child.TryWaitForExit(s_look, out var exit))
                return Ended(exit.Code);
            Pump(output);
            if (!output.HasEnded)
                EndWhatMustEnd(child);
        }
        return null;
    }

    private CommandEnded Ended(int status) =>
        _isTimedOut ? new CommandEnded(CommandEnd.TimedOut, 0)
        : status < 0 ? new CommandEnded(CommandEnd.Killed, (byte)-status)
        : new CommandEnded(CommandEnd.Exited, (byte)status);

    /// <summary>Passes on the output that there is.</summary>
    private void Pump(ChildOutput output)
    {
        var count = output.Read(_buffer, s_look, out var stream);
        if (count > 0)
            Say(new CommandOutput((byte)stream, _buffer.AsMemory(0, count)));
        else if (_time.GetElapsedTime(_said) >= s_keepalive)
            Say(new Keepalive());
    }

    private void Say(ControlMessage message)
    {
        _said = _time.GetTimestamp();
        if (!asker.TrySend(message) || !asker.WaitUntilSent())
            _isAbandoned = true;
    }

    private void EndWhatMustEnd(ChildProcess child)
    {
        var elapsed = _time.GetElapsedTime(_start);
        if (_isInterrupted && _killAt is null)
        {
            child.Interrupt();
            _killAt = elapsed + s_grace;
        }
        _isTimedOut |= elapsed >= order.TimeLimit;
        if (_isTimedOut || elapsed >= _killAt)
            child.Kill();
    }
}
