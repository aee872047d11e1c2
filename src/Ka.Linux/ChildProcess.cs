using System;
using System.Text;
using System.Threading;

namespace Ka.Linux;

/// <summary>A program that this process started and has to wait for.</summary>
/// <remarks>Any thread may wait or send signals. The kernel keeps the number of a process that ended until it is waited for, and
/// a lock keeps signals out while that happens: a signal never reaches another process that was given the same number
/// (pidfd_open(2)).</remarks>
public sealed class ChildProcess : IDisposable
{
    /// <summary>Time for a killed process to end. One in uninterruptible sleep does not, and is left to the kernel.</summary>
    private static readonly TimeSpan s_killed = TimeSpan.FromSeconds(5);

    private readonly Lock _reaping = new();
    private readonly int _number;
    private readonly bool _signalsGroup;
    private readonly Fd _handle;
    private ExitStatus? _exit;

    private ChildProcess(int number, ProcessOptions options, Fd handle)
    {
        _number = number;
        _signalsGroup = options.HasOwnGroup || !options.Terminal.IsEmpty;
        _handle = handle;
    }

    /// <summary>The pipe to its standard input, if there is one.</summary>
    public ChildInput? Input { get; private init; }

    /// <summary>The pipe from its standard output, if there is one; <see cref="ChildOutput"/> reads it safely.</summary>
    public Fd? Output { get; private init; }

    /// <summary>The pipe from its standard error, if there is one.</summary>
    public Fd? Errors { get; private init; }

    /// <summary>Its process number.</summary>
    public int Number => _number;

    /// <summary>Readable when the process has ended (poll(2)).</summary>
    internal Fd Handle => _handle;

    /// <summary>Starts a program.</summary>
    /// <exception cref="LinuxException">It cannot be started. ENOENT: it is not there. ENOSYS: the kernel is older than Linux
    /// 5.3.</exception>
    public static ChildProcess Start(ProcessOptions options)
    {
        using var pipes = new ChildPipes(options);
        var number = ProcessSpawner.Spawn(options, pipes.Theirs);
        var opened = ProcessCalls.TryOpenHandle(number, out var handle);
        if (opened.IsSuccess)
            return pipes.Keep(
                new ChildProcess(number, options, handle)
                {
                    Input = pipes.Input(handle),
                    Output = pipes.Output,
                    Errors = pipes.Errors,
                }
            );
        ProcessCalls.Abort(number);
        throw new LinuxException("pidfd_open", $"'{options.Program}'", opened.Errno);
    }

    /// <summary>Waits until the process has ended.</summary>
    /// <exception cref="LinuxException"/>
    public ExitStatus WaitForExit()
    {
        TryWaitForExit(null, out var exit);
        return exit;
    }

    /// <summary>Waits until the process has ended, or <paramref name="patience"/> (null: without limit) has passed. Processes
    /// that it left behind are not waited for.</summary>
    /// <exception cref="LinuxException"/>
    public bool TryWaitForExit(TimeSpan? patience, out ExitStatus exit)
    {
        if (!IsReaped())
        {
            var poll = new PollSet(1);
            poll.Watch(0, _handle, PollEvents.In);
            poll.Wait(patience).OrThrow("poll", "pidfd");
            lock (_reaping)
                _exit ??= ProcessCalls.Reap(_number);
        }
        exit = _exit ?? default;
        return _exit is not null;
    }

    /// <summary>The first MiB that the program wrote to its standard error and that was not taken yet. Does not wait for more;
    /// empty without <see cref="ChildStream.LossyPipe"/>.</summary>
    public string TakeErrors()
    {
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        Span<byte> buffer = stackalloc byte[4096];
        Span<char> characters = stackalloc char[4096 + 1];
        while (Errors is not null && Errors.Read(buffer) is { IsSuccess: true, Value: > 0 } read)
            text.Append(characters[..decoder.GetChars(buffer[..(int)read.Value], characters, flush: false)]);
        return text.Append(characters[..decoder.GetChars([], characters, flush: true)]).ToString();
    }

    /// <summary>Sends SIGINT, as Ctrl-C on a terminal does. Without effect on a process that was waited for.</summary>
    public void Interrupt() => Signal(Libc.SIGINT);

    /// <summary>Sends SIGTERM. Without effect on a process that was waited for.</summary>
    public void Terminate() => Signal(Libc.SIGTERM);

    /// <summary>Sends SIGKILL. Without effect on a process that was waited for.</summary>
    public void Kill() => Signal(Libc.SIGKILL);

    /// <summary>Closes the pipes. A process that still runs is killed; if it does not end even then, it is left to the
    /// kernel.</summary>
    public void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Kill();
        TryWaitForExit(s_killed, out _);
        Errors?.Dispose();
        _handle.Dispose();
    }

    private bool IsReaped()
    {
        lock (_reaping)
            return _exit is not null;
    }

    private void Signal(int signal)
    {
        lock (_reaping)
            if (_exit is null)
                ProcessCalls.Signal(_signalsGroup ? null : _handle, _number, signal);
    }
}
