using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const byte DT_FIFO = 1;
    internal const byte DT_CHR = 2;
    internal const byte DT_DIR = 4;
    internal const byte DT_BLK = 6;
    internal const byte DT_REG = 8;
    internal const byte DT_LNK = 10;
    internal const byte DT_SOCK = 12;

    /// <summary>struct dirent64 up to d_name, which follows at offset 19 and is <c>d_reclen</c> long at most.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct dirent64
    {
        internal ulong d_ino;
        internal long d_off;
        internal ushort d_reclen;
        internal byte d_type;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(int fd, byte* buffer, nint length);
}
