using Ka.Coordination.Events;
using Ka.Receiver;

namespace Ka;

/// <summary>The exit status of the program: docs/exit-codes.md has the same table for people.</summary>
internal enum ExitCode
{
    /// <summary>Every requested node is done.</summary>
    Done = 0,

    Failed = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    SomeNodesFailed = 3,

    /// <summary>Stopped before any disk was touched.</summary>
    Untouched = 4,

    /// <summary>SIGINT or SIGTERM.</summary>
    Interrupted = 130,
}

/// <summary>The exit codes of runs.</summary>
internal static class ExitCodes
{
    public static ExitCode Of(ReceiverOutcome outcome) =>
        outcome switch
        {
            ReceiverOutcome.Done => ExitCode.Done,
            ReceiverOutcome.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Failed,
        };

    /// <param name="isSuccessUntouched">A run that touched nothing has done what was asked: a dry run.</param>
    public static ExitCode Of(RunState state, bool isSuccessUntouched = false) =>
        state switch
        {
            RunState.Done => ExitCode.Done,
            RunState.Partial => ExitCode.SomeNodesFailed,
            RunState.Interrupted => ExitCode.Interrupted,
            RunState.Untouched => isSuccessUntouched ? ExitCode.Done : ExitCode.Untouched,
            _ => ExitCode.Failed,
        };
}
