namespace Ka.Bench;

/// <summary>What happens to one node of a chain.</summary>
internal enum Fault
{
    /// <summary>SIGKILL at half time.</summary>
    Kill,

    /// <summary>Its cable is pulled at half time.</summary>
    Cut,

    /// <summary>SIGSTOP at half time, SIGCONT 30 s later.</summary>
    Freeze,

    /// <summary>Its disk takes 20 MiB/s, from the beginning.</summary>
    SlowDisk,
}
