namespace Ka.Linux;

internal static unsafe partial class Sys
{
    // Members of an enum need constants; the package has properties.
    internal const ulong MS_RDONLY = 1;
    internal const ulong MS_NOSUID = 2;
    internal const ulong MS_NODEV = 4;
    internal const ulong MS_NOEXEC = 8;
}
