using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>Programs started without a pipe to us, and the waiting for them (posix_spawn(3), waitpid(2)).</summary>
public static unsafe class Children
{
    /// <summary>Our own process's number.</summary>
    public static int Self => System.Environment.ProcessId;

    /// <summary>The number of the process that started us, or that took us over.</summary>
    public static int Parent => Libc.getppid();

    /// <summary>Starts a program; its standard files are ours, its signals at their defaults.</summary>
    /// <param name="words">The name it is called by, then its arguments.</param>
    /// <returns>Its process number.</returns>
    /// <exception cref="LinuxException">It could not be started: says why.</exception>
    public static int Start(BytePath program, IReadOnlyList<BytePath> words) => Spawn(program, words, default, Sys.POSIX_SPAWN_SETSIGDEF);

    /// <summary>Starts a program in a session of its own whose terminal is <paramref name="terminal"/>.</summary>
    /// <inheritdoc cref="Start"/>
    public static int StartOnTerminal(BytePath program, IReadOnlyList<BytePath> words, BytePath terminal) =>
        Spawn(program, words, terminal, Sys.POSIX_SPAWN_SETSIGDEF | Sys.POSIX_SPAWN_SETSID);

    /// <summary>Waits for a child, or for any (null), also for the orphans that became PID 1's. ECHILD: there is none.</summary>
    public static SysResult Wait(int? process, out ChildExit exit) => Wait(process, 0, out exit);

    /// <summary>The same without waiting; a value of 0: none has ended.</summary>
    public static SysResult Poll(int? process, out ChildExit exit) => Wait(process, Sys.WNOHANG, out exit);

    /// <summary>SIGTERM. ESRCH: it is not there any more.</summary>
    public static SysResult Terminate(int process) => SysResult.From(Libc.kill(process, Libc.SIGTERM));

    private static SysResult Wait(int? process, int options, out ChildExit exit)
    {
        int status = 0;
        SysResult result;
        do
            result = SysResult.From(Sys.waitpid(process ?? -1, &status, options));
        while (result.Is(Errno.EINTR));
        var signal = status & 0x7f;
        exit = new ChildExit(result.IsSuccess ? (int)result.Value : 0, signal == 0 ? (status >> 8) & 0xff : -signal);
        return result;
    }

    [SkipLocalsInit]
    private static int Spawn(BytePath program, IReadOnlyList<BytePath> words, BytePath terminal, int flags)
    {
        Unsafe.SkipInit(out CString tty);
        if (!tty.TrySet(terminal, out var errno))
            throw new LinuxException("open", $"'{terminal}'", errno);
        var actions = stackalloc byte[Sys.OpaqueLength];
        var attributes = stackalloc byte[Sys.OpaqueLength];
        var signals = stackalloc byte[Sys.OpaqueLength];
        Check(program, Sys.posix_spawn_file_actions_init(actions));
        Check(program, Sys.posix_spawnattr_init(attributes));
        try
        {
            // A session's leader that opens a terminal gets it as its own (tty_ioctl(4)).
            for (var descriptor = 0; descriptor < 3 && !terminal.IsEmpty; descriptor++)
                Check(program, Sys.posix_spawn_file_actions_addopen(actions, descriptor, tty.Pointer, Libc.O_RDWR, 0));
            Check(program, Sys.posix_spawnattr_setflags(attributes, (short)(flags | Sys.POSIX_SPAWN_SETSIGMASK)));
            _ = Libc.sigfillset((sigset_t*)signals);
            Check(program, Sys.posix_spawnattr_setsigdefault(attributes, signals));
            _ = Libc.sigemptyset((sigset_t*)signals);
            Check(program, Sys.posix_spawnattr_setsigmask(attributes, signals));

            int pid;
            List<byte[]> bytes = [];
            foreach (var word in words)
                bytes.Add(word.Bytes.ToArray());
            using var path = new WordList([program.Bytes.ToArray()]);
            using var vector = new WordList(bytes);
            using var environment = new WordList(ChildProcess.Environment());
            Check(program, Sys.posix_spawn(&pid, path.First, actions, attributes, vector.Vector, environment.Vector));
            return pid;
        }
        finally
        {
            _ = Sys.posix_spawnattr_destroy(attributes);
            _ = Sys.posix_spawn_file_actions_destroy(actions);
        }
    }

    // posix_spawn and its kin return the error instead of setting errno.
    private static void Check(BytePath program, int error)
    {
        if (error != 0)
            throw new LinuxException("run", $"'{program}'", (Errno)error);
    }
}
