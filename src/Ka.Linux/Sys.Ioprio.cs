namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const int SYS_ioprio_set = 251;
    internal const int IOPRIO_WHO_PROCESS = 1;
    internal const int IOPRIO_CLASS_BE = 2;
    internal const int IOPRIO_CLASS_SHIFT = 13;
}
