using System;
using System.Collections.Generic;

namespace Ka.Linux;

/// <summary>A shell command in a process group of its own, with one of its standard streams on a pipe to us.</summary>
/// <remarks>posix_spawn(3): fork in a process with the runtime's threads is not safe. Signal dispositions and mask go back to
/// their defaults, since the runtime ignores SIGPIPE and children would inherit that.</remarks>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int PipeLength = 1 << 20;

    private readonly int _pid;
    private readonly Fd _pipe;
    private bool _reaped;

    private ChildProcess(int pid, Fd pipe)
    {
        _pid = pid;
        _pipe = pipe;
    }

    /// <summary>Our end of the pipe.</summary>
    public Fd Pipe => _pipe;

    /// <summary>Runs <c>/bin/sh -c COMMAND</c> with its standard output on <see cref="Pipe"/>.</summary>
    /// <exception cref="LinuxException"/>
    public static ChildProcess StartReading(BytePath command) => Start(command, childEnd: 1);

    /// <summary>Runs <c>/bin/sh -c COMMAND</c> with its standard input on <see cref="Pipe"/>.</summary>
    /// <exception cref="LinuxException"/>
    public static ChildProcess StartWriting(BytePath command) => Start(command, childEnd: 0);

    /// <summary>Waits for the command's end. A signal that killed it is negative: -9 for SIGKILL.</summary>
    /// <exception cref="LinuxException"/>
    public int WaitForExit()
    {
        int status;
        SysResult result;
        do
            result = SysResult.From(Libc.waitpid(_pid, &status, 0));
        while (result.Is(Errno.EINTR));
        result.OrThrow("waitpid", $"{_pid}");
        _reaped = true;
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : -signal;
    }

    /// <summary>SIGTERM to the whole process group; does not wait. Harmless once it has ended and was waited for.</summary>
    public void Terminate() => Signal(Libc.SIGTERM);

    /// <summary>Closes the pipe. A command that still runs is killed and waited for.</summary>
    public void Dispose()
    {
        _pipe.Dispose();
        if (_reaped)
            return;
        Signal(Libc.SIGKILL);
        WaitForExit();
    }

    private void Signal(int signal)
    {
        if (!_reaped)
            _ = Libc.kill(-_pid, signal);
    }

    private static ChildProcess Start(BytePath command, int childEnd)
    {
        var ends = stackalloc int[2];
        SysResult.From(Libc.pipe2(ends, Libc.O_CLOEXEC)).OrThrow("pipe", "");
        using var theirs = new Fd(ends[childEnd]);
        var ours = new Fd(ends[1 - childEnd]);
        // A larger pipe saves wake-ups; the kernel may say no (pipe-user-pages-soft), then it stays at 64 KiB.
        _ = Libc.fcntl(ends[1 - childEnd], Libc.F_SETPIPE_SZ, PipeLength);
        try
        {
            return new ChildProcess(Spawn(command, ends[childEnd], childEnd), ours);
        }
        catch
        {
            ours.Dispose();
            throw;
        }
    }

    private static int Spawn(BytePath command, int pipeEnd, int childEnd)
    {
        var actions = stackalloc byte[Libc.OpaqueLength];
        var attributes = stackalloc byte[Libc.OpaqueLength];
        var signals = stackalloc byte[Libc.OpaqueLength];
        Check(Libc.posix_spawn_file_actions_init(actions));
        Check(Libc.posix_spawnattr_init(attributes));
        try
        {
            Check(Libc.posix_spawn_file_actions_adddup2(actions, pipeEnd, childEnd));
            Check(Libc.posix_spawnattr_setflags(attributes,
                Libc.POSIX_SPAWN_SETPGROUP | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK));
            Check(Libc.posix_spawnattr_setpgroup(attributes, 0));
            _ = Libc.sigfillset(signals);
            Check(Libc.posix_spawnattr_setsigdefault(attributes, signals));
            _ = Libc.sigemptyset(signals);
            Check(Libc.posix_spawnattr_setsigmask(attributes, signals));

            int pid;
            using var words = new WordList(["/bin/sh"u8.ToArray(), "-c"u8.ToArray(), command.Bytes.ToArray()]);
            using var environment = new WordList(Environment());
            Check(Libc.posix_spawn(&pid, words.First, actions, attributes, words.Vector, environment.Vector));
            return pid;
        }
        finally
        {
            _ = Libc.posix_spawnattr_destroy(attributes);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
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
    private static void Check(int error)
    {
        if (error != 0)
            throw new LinuxException("run", "/bin/sh", (Errno)error);
    }
}
