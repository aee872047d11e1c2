namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int LOOP_SET_FD = 0x4C00;
    internal const int LOOP_CLR_FD = 0x4C01;
    internal const int LOOP_CTL_GET_FREE = 0x4C82;
}
