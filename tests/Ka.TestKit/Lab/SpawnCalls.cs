using System;
using System.Runtime.InteropServices;

namespace Ka.TestKit;

/// <summary>The calls of the C library behind <see cref="Child"/>: posix_spawn(3), wait4(2), waitid(2), kill(2),
/// memfd_create(2), and fcntl(2) of <see cref="Fifo"/>. x86-64, glibc.</summary>
internal static class SpawnCalls
{
    internal const int P_PID = 1;
    internal const int WEXITED = 4;
    internal const int WNOWAIT = 0x01000000;
    internal const int SIGKILL = 9;
    internal const int EINTR = 4;
    internal const short POSIX_SPAWN_SETPGROUP = 2;
    internal const short POSIX_SPAWN_SETSIGDEF = 4;
    internal const short POSIX_SPAWN_SETSIGMASK = 8;
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_CREAT = 0x40;
    internal const int O_TRUNC = 0x200;
    internal const uint MFD_CLOEXEC = 1;
    internal const int F_SETPIPE_SZ = 1031;

    /// <summary>Larger than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and siginfo_t (128).</summary>
    internal const int LargestStruct = 512;

    /// <summary>sizeof(struct rusage): two timeval and fourteen long.</summary>
    internal const int RusageSize = 144;

    /// <summary>sizeof(sigset_t).</summary>
    internal const int SignalSetSize = 128;

    [DllImport("libc", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    internal static extern int posix_spawnp(
        out int pid,
        string file,
        IntPtr actions,
        IntPtr attributes,
        string?[] argv,
        string?[] envp
    );

    [DllImport("libc", SetLastError = true)]
    internal static extern int fcntl(SafeHandle file, int command, int argument);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_init(IntPtr attributes);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_destroy(IntPtr attributes);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_setflags(IntPtr attributes, short flags);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_setpgroup(IntPtr attributes, int group);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_setsigdefault(IntPtr attributes, byte[] signals);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_setsigmask(IntPtr attributes, byte[] signals);

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_init(IntPtr actions);

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_destroy(IntPtr actions);

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_adddup2(IntPtr actions, int from, int to);

    [DllImport("libc", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    internal static extern int posix_spawn_file_actions_addopen(IntPtr actions, int fd, string path, int flags, uint mode);

    [DllImport("libc", SetLastError = true)]
    internal static extern int waitid(int type, int id, byte[] siginfo, int options);

    [DllImport("libc", SetLastError = true)]
    internal static extern int wait4(int pid, out int status, int options, byte[] rusage);

    [DllImport("libc", SetLastError = true)]
    internal static extern int kill(int pid, int signal);

    [DllImport("libc", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    internal static extern int memfd_create(string name, uint flags);

    [DllImport("libc", SetLastError = true)]
    internal static extern int close(int fd);
}
