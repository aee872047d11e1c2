using System;
using System.Collections.Generic;

namespace Ka.Linux;

/// <summary>A shell command, or a program with its arguments, in a process group of its own, with one of its standard streams, or both that
/// it writes to, on a pipe to us.</summary>
/// <remarks>posix_spawn(3): fork in a process with the runtime's threads is not safe. Signal dispositions and mask go back to
/// their defaults, since the runtime ignores SIGPIPE and children would inherit that.</remarks>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int PipeLength = 1 << 20;

    private readonly int _pid;
    private readonly Fd _pipe;
    private readonly Fd? _errors;
    private bool _reaped;

    private ChildProcess(int pid, Fd pipe, Fd? errors)
    {
        _pid = pid;
        _pipe = pipe;
        _errors = errors;
    }

    /// <summary>Our end of the pipe.</summary>
    public Fd Pipe => _pipe;

    /// <summary>Our end of the pipe of standard error, where there is one.</summary>
    public Fd? Errors => _errors;

    /// <summary>Runs <c>/bin/sh -c COMMAND</c> with its standard output on <see cref="Pipe"/>.</summary>
    /// <exception cref="LinuxException"/>
    public static ChildProcess StartReading(BytePath command) => Start(Shell(command), 1, keepErrors: false);

    /// <summary>Runs <c>/bin/sh -c COMMAND</c> with its standard input on <see cref="Pipe"/>.</summary>
    /// <exception cref="LinuxException"/>
    public static ChildProcess StartWriting(BytePath command) => Start(Shell(command), 0, keepErrors: false);

    /// <summary>Runs <c>/bin/sh -c COMMAND</c> with its standard output on <see cref="Pipe"/> and its standard error on <see cref="Errors"/>, which both
    /// must be read, and nothing to read for it.</summary>
    /// <exception cref="LinuxException">ENOENT: there is no shell.</exception>
    public static ChildProcess StartWatched(BytePath command)
    {
        var (readErrors, writeErrors) = MakePipe(0);
        using (writeErrors)
            return Start(Shell(command), 1, readErrors, writeErrors, "/dev/null\0"u8);
    }

    /// <summary>Runs a program, no shell between, with its standard output on <see cref="Pipe"/> and its standard error kept.</summary>
    /// <exception cref="LinuxException">ENOENT when it is not installed.</exception>
    public static ChildProcess StartReading(string program, params IReadOnlyList<BytePath> arguments) => Start(Words(program, arguments), 1, keepErrors: true);

    /// <summary>Runs a program, no shell between, with its standard input on <see cref="Pipe"/> and its standard error kept; what it prints
    /// counts as that.</summary>
    /// <exception cref="LinuxException">ENOENT when it is not installed.</exception>
    public static ChildProcess StartWriting(string program, params IReadOnlyList<BytePath> arguments) => Start(Words(program, arguments), 0, keepErrors: true);

    /// <summary>The first MiB that a program said on standard error until now, and was not given yet; empty for a shell command, which says
    /// it to whom we do.</summary>
    public string TakeErrors()
    {
        var text = new System.Text.StringBuilder();
        Span<byte> buffer = stackalloc byte[4096];
        while (_errors is not null && _errors.Read(buffer) is { IsSuccess: true, Value: > 0 } read)
            text.Append(System.Text.Encoding.UTF8.GetString(buffer[..(int)read.Value]));
        return text.ToString();
    }

    /// <summary>Waits for the command's end. A signal that killed it is negative: -9 for SIGKILL.</summary>
    /// <exception cref="LinuxException"/>
    public int WaitForExit()
    {
        int status;
        SysResult result;
        do
            result = SysResult.From(Sys.waitpid(_pid, &status, 0));
        while (result.Is(Errno.EINTR));
        result.OrThrow("waitpid", $"{_pid}");
        _reaped = true;
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : -signal;
    }

    /// <summary>Whether the command has ended, without waiting for it; its status as <see cref="WaitForExit"/> gives it. The processes that it left behind
    /// are no longer ours.</summary>
    /// <exception cref="LinuxException"/>
    public bool HasEnded(out int status)
    {
        _reaped = Children.Poll(_pid, out var exit).OrThrow("waitpid", $"{_pid}") > 0;
        status = exit.Status;
        return _reaped;
    }

    /// <summary>SIGINT to the whole process group, as Ctrl-C on a terminal sends it.</summary>
    public void Interrupt() => Signal(Libc.SIGINT);

    /// <summary>SIGKILL to the whole process group.</summary>
    public void Kill() => Signal(Libc.SIGKILL);

    /// <summary>SIGTERM to the whole process group; does not wait. Harmless once it has ended and was waited for.</summary>
    public void Terminate() => Signal(Libc.SIGTERM);

    /// <summary>Closes the pipe. A command that still runs is killed and waited for.</summary>
    public void Dispose()
    {
        _pipe.Dispose();
        if (!_reaped)
        {
            Signal(Libc.SIGKILL);
            WaitForExit();
        }
        _errors?.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_reaped)
            _ = Libc.kill(-_pid, signal);
    }

    private static List<byte[]> Shell(BytePath command) => ["/bin/sh"u8.ToArray(), "-c"u8.ToArray(), command.Bytes.ToArray()];

    private static List<byte[]> Words(string program, IReadOnlyList<BytePath> arguments)
    {
        var path = ProgramRun.Find(program) ?? throw new LinuxException("run", $"'{program}'", Errno.ENOENT);
        List<byte[]> words = [path.Bytes.ToArray()];
        foreach (var argument in arguments)
            words.Add(argument.Bytes.ToArray());
        return words;
    }

    private static ChildProcess Start(List<byte[]> words, int childEnd, bool keepErrors)
    {
        // A program that says more than the pipe takes is not held up by it: what does not fit is lost.
        var (readErrors, writeErrors) = keepErrors ? MakePipe(Libc.O_NONBLOCK) : (null, null);
        using var closing = writeErrors;
        return Start(words, childEnd, readErrors, writeErrors, default);
    }

    private static ChildProcess Start(List<byte[]> words, int childEnd, Fd? readErrors, Fd? writeErrors, ReadOnlySpan<byte> input)
    {
        var (read, write) = MakePipe(0);
        var (theirs, ours) = childEnd == 0 ? (read, write) : (write, read);
        using (theirs)
            try
            {
                return new ChildProcess(Spawn(words, theirs, childEnd, writeErrors, input), ours, readErrors);
            }
            catch
            {
                ours.Dispose();
                readErrors?.Dispose();
                throw;
            }
    }

    private static (Fd Read, Fd Write) MakePipe(int flags)
    {
        var ends = stackalloc int[2];
        SysResult.From(Libc.pipe2(ends, Libc.O_CLOEXEC | flags)).OrThrow("pipe", "");
        // A larger pipe saves wake-ups; the kernel may say no (pipe-user-pages-soft), then it stays at 64 KiB.
        _ = Libc.fcntl(ends[1], Libc.F_SETPIPE_SZ, PipeLength);
        return (new Fd(ends[0]), new Fd(ends[1]));
    }

    private static int Spawn(List<byte[]> program, Fd pipe, int childEnd, Fd? errors, ReadOnlySpan<byte> input)
    {
        var actions = stackalloc byte[Sys.OpaqueLength];
        var attributes = stackalloc byte[Sys.OpaqueLength];
        var signals = stackalloc byte[Sys.OpaqueLength];
        Check(program, Sys.posix_spawn_file_actions_init(actions));
        Check(program, Sys.posix_spawnattr_init(attributes));
        try
        {
            using var use = pipe.Use();
            Check(program, Sys.posix_spawn_file_actions_adddup2(actions, use.Number, childEnd));
            fixed (byte* file = input)
                if (file is not null)
                    Check(program, Sys.posix_spawn_file_actions_addopen(actions, 0, file, Libc.O_RDONLY, 0));
            if (errors is not null)
            {
                using var useErrors = errors.Use();
                Check(program, Sys.posix_spawn_file_actions_adddup2(actions, useErrors.Number, 2));
                if (childEnd == 0)
                    Check(program, Sys.posix_spawn_file_actions_adddup2(actions, useErrors.Number, 1));
            }
            Check(program, Sys.posix_spawnattr_setflags(attributes,
                Sys.POSIX_SPAWN_SETPGROUP | Sys.POSIX_SPAWN_SETSIGDEF | Sys.POSIX_SPAWN_SETSIGMASK));
            Check(program, Sys.posix_spawnattr_setpgroup(attributes, 0));
            _ = Libc.sigfillset((sigset_t*)signals);
            Check(program, Sys.posix_spawnattr_setsigdefault(attributes, signals));
            _ = Libc.sigemptyset((sigset_t*)signals);
            Check(program, Sys.posix_spawnattr_setsigmask(attributes, signals));

            int pid;
            using var words = new WordList(program);
            using var environment = new WordList(Environment());
            Check(program, Sys.posix_spawn(&pid, words.First, actions, attributes, words.Vector, environment.Vector));
            return pid;
        }
        finally
        {
            _ = Sys.posix_spawnattr_destroy(attributes);
            _ = Sys.posix_spawn_file_actions_destroy(actions);
        }
    }

    // As the kernel gave it to us: the runtime's copy has lost every byte that is not UTF-8. Empty without /proc.
    internal static List<byte[]> Environment()
    {
        var path = BytePath.FromText("/proc/self/environ");
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        var words = new List<byte[]>();
        if (!opened.IsSuccess)
            return words;
        ReadOnlySpan<byte> environment = Files.ReadToEnd(file, path, 1 << 22);
        foreach (var range in environment.Split((byte)0))
            if (!environment[range].IsEmpty)
                words.Add(environment[range].ToArray());
        return words;
    }

    // posix_spawn and its kin return the error instead of setting errno.
    private static void Check(List<byte[]> words, int error)
    {
        if (error != 0)
            throw new LinuxException("run", $"'{BytePath.Escape(words[0])}'", (Errno)error);
    }
}
