namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int SYS_finit_module = 313;
}
