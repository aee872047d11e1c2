namespace Ka.Linux;

/// <content>linux/openat2.h; the C library has no function for it.</content>
internal static unsafe partial class Sys
{
    internal const int SYS_openat2 = 437;
}
