using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int P_ALL = 0;
    internal const int P_PID = 1;
    internal const int WNOHANG = 1;
    internal const int WEXITED = 4;
    internal const int WNOWAIT = 0x01000000;
    internal const int CLD_EXITED = 1;

    internal const int SYS_pidfd_send_signal = 424;
    internal const int SYS_pidfd_open = 434;

    /// <summary>The members that SIGCHLD fills in.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    internal struct siginfo_t
    {
        [FieldOffset(8)]
        internal int si_code;

        [FieldOffset(16)]
        internal int si_pid;

        [FieldOffset(24)]
        internal int si_status;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitid(int idtype, int id, siginfo_t* infop, int options);
}
