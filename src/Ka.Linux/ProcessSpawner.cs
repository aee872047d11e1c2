using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>The only caller of posix_spawn(3).</summary>
/// <remarks>fork(2) is not safe in a process with the runtime's threads. Signal dispositions and mask go back to their defaults:
/// the runtime ignores SIGPIPE, and children would inherit that. SIGHUP stays ignored where this process ignores it.</remarks>
internal static unsafe class ProcessSpawner
{
    private const short Always = Sys.POSIX_SPAWN_SETSIGDEF | Sys.POSIX_SPAWN_SETSIGMASK;

    /// <summary>Starts a program.</summary>
    /// <param name="pipes">The child's ends of the pipes of its three standard streams; null where there is none.</param>
    /// <returns>Its process number. The caller reaps it.</returns>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    internal static int Spawn(ProcessOptions options, Fd?[] pipes)
    {
        var actions = stackalloc byte[Sys.OpaqueLength];
        var attributes = stackalloc byte[Sys.OpaqueLength];
        Check(options, Sys.posix_spawn_file_actions_init(actions));
        Check(options, Sys.posix_spawnattr_init(attributes));
        try
        {
            Connect(options, actions, pipes);
            SetAttributes(options, attributes);
            int pid;
            using var path = new WordList([options.Program.Bytes.ToArray()]);
            using var words = new WordList([.. options.Arguments.Prepend(options.Name).Select(word => word.Bytes.ToArray())]);
            using var environment = new WordList(options.Environment ?? ProcessEnvironment.Own());
            Check(options, Sys.posix_spawn(&pid, path.First, actions, attributes, words.Vector, environment.Vector));
            return pid;
        }
        finally
        {
            _ = Sys.posix_spawnattr_destroy(attributes);
            _ = Sys.posix_spawn_file_actions_destroy(actions);
        }
    }

    private static void Connect(ProcessOptions options, void* actions, Fd?[] pipes)
    {
        IReadOnlyList<ChildStream> streams = [options.Input, options.Output, options.Errors];
        for (var i = 0; i < pipes.Length; i++)
            if (!options.Terminal.IsEmpty)
                // The leader of a session that opens a terminal gets it as its own (tty_ioctl(4)).
                Open(options, actions, i, options.Terminal, Libc.O_RDWR);
            else if (streams[i] == ChildStream.Null)
                Open(options, actions, i, BytePath.FromText("/dev/null"), Libc.O_RDWR);
            else if (pipes[i] is { } pipe)
                Duplicate(options, actions, pipe, i);
    }

    [SkipLocalsInit]
    private static void Open(ProcessOptions options, void* actions, int number, BytePath path, int flags)
    {
        Unsafe.SkipInit(out CString name);
        if (!name.TrySet(path, out var errno))
            throw new LinuxException("open", $"'{path}'", errno);
        Check(options, Sys.posix_spawn_file_actions_addopen(actions, number, name.Pointer, flags, 0));
    }

    private static void Duplicate(ProcessOptions options, void* actions, Fd pipe, int number)
    {
        using var use = pipe.Use();
        Check(options, Sys.posix_spawn_file_actions_adddup2(actions, use.Number, number));
    }

    private static void SetAttributes(ProcessOptions options, void* attributes)
    {
        var signals = stackalloc byte[Sys.OpaqueLength];
        // A session's leader leads a process group as well (setsid(2)).
        var group =
            !options.Terminal.IsEmpty ? Sys.POSIX_SPAWN_SETSID
            : options.HasOwnGroup ? Sys.POSIX_SPAWN_SETPGROUP
            : (short)0;
        Check(options, Sys.posix_spawnattr_setflags(attributes, (short)(Always | group)));
        Check(options, Sys.posix_spawnattr_setpgroup(attributes, 0));
        _ = Libc.sigfillset((sigset_t*)signals);
        // Where this process goes on without its terminal, its programs do, too; one with a terminal of its own ends with that.
        if (options.Terminal.IsEmpty)
            _ = Libc.sigdelset((sigset_t*)signals, Sys.SIGHUP);
        Check(options, Sys.posix_spawnattr_setsigdefault(attributes, signals));
        _ = Libc.sigemptyset((sigset_t*)signals);
        Check(options, Sys.posix_spawnattr_setsigmask(attributes, signals));
    }

    // posix_spawn and its kin return the error instead of setting errno.
    private static void Check(ProcessOptions options, int error)
    {
        if (error != 0)
            throw new LinuxException("run", $"'{options.Program}'", (Errno)error);
    }
}
