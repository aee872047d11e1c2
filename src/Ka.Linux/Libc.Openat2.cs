using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <content>linux/openat2.h; the C library has no function for it.</content>
internal static unsafe partial class Libc
{
    internal const long SYS_openat2 = 437;

    internal const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    internal const ulong RESOLVE_NO_SYMLINKS = 0x04;
    internal const ulong RESOLVE_BENEATH = 0x08;

    [StructLayout(LayoutKind.Sequential)]
    internal struct open_how
    {
        internal ulong flags;
        internal ulong mode;
        internal ulong resolve;
    }
}
