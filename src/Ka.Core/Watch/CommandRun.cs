using System;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Watch;

/// <summary>A command that somebody who knows the token has this machine run: its output as it comes, then how it ended.</summary>
/// <remarks>One thread runs it; <see cref="Interrupt"/> and <see cref="Abandon"/> come from another.</remarks>
internal sealed class CommandRun(Connection asker, Execute order)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_keepalive = TimeSpan.FromSeconds(2);

    /// <summary>What Ctrl-C does not end is killed.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    // What two pipes hold. What still writes when the shell has ended stays behind, and is not waited for.
    private const int MostAfterEnd = 2 << 20;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly byte[] _buffer = new byte[WireLimits.CommandOutput];
    private readonly PollSet _poll = new(2);
    private long _start;
    private long _said;
    private int _afterEnd;
    private volatile bool _isInterrupted;
    private volatile bool _isAbandoned;
    private TimeSpan? _killAt;
    private bool _isTimedOut;

    /// <summary>The asker pressed Ctrl-C.</summary>
    public void Interrupt() => _isInterrupted = true;

    /// <summary>The asker is gone: nobody wants the command any more.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Runs it to its end.</summary>
    /// <returns>How it ended; null: it was ended, because the asker has gone.</returns>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public CommandEnded? Run()
    {
        _start = _said = _time.GetTimestamp();
        using var child = ChildProcess.StartWatched(order.Command);
        Fd?[] pipes = [child.Pipe, child.Errors];
        var (isOver, status) = (false, 0);
        while (true)
        {
            var wasOver = isOver;
            var count = Pump(pipes, isOver ? TimeSpan.Zero : s_look);
            if (_isAbandoned)
                return null;
            if (wasOver && (count == 0 || (_afterEnd += count) > MostAfterEnd))
                return Ended(status);
            if (isOver)
                continue;
            EndWhatMustEnd(child);
            isOver = child.HasEnded(out status);
        }
    }

    private CommandEnded Ended(int status) => _isTimedOut ? new CommandEnded(CommandEnd.TimedOut, 0)
        : status < 0 ? new CommandEnded(CommandEnd.Killed, (byte)-status)
        : new CommandEnded(CommandEnd.Exited, (byte)status);

    /// <summary>Hands on what there is to read.</summary>
    /// <returns>Bytes.</returns>
    private int Pump(Fd?[] pipes, TimeSpan patience)
    {
        for (var i = 0; i < pipes.Length; i++)
            _poll.Watch(i, pipes[i], PollEvents.In);
        _poll.Wait(patience).OrThrow("poll", "");
        var count = 0;
        for (var i = 0; i < pipes.Length; i++)
        {
            if (_poll.Ready(i) == PollEvents.None)
                continue;
            var read = (int)pipes[i]!.Read(_buffer).OrThrow("read", "pipe");
            if (read == 0)
                pipes[i] = null;
            else
                Say(new CommandOutput((byte)(i + 1), _buffer.AsMemory(0, read)));
            count += read;
        }
        if (count == 0 && _time.GetElapsedTime(_said) >= s_keepalive)
            Say(new Keepalive());
        return count;
    }

    private void Say(ControlMessage message)
    {
        _said = _time.GetTimestamp();
        if (!asker.TrySend(message))
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
