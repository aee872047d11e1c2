namespace Ka;

/// <summary>What the program returns: docs/exit-codes.md has the same table for people.</summary>
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
