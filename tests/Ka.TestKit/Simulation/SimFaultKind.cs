namespace Ka.TestKit.Simulation;

/// <summary>What can happen to a node.</summary>
public enum SimFaultKind
{
    /// <summary>Its process is killed: connections are reset at once.</summary>
    Kill,

    /// <summary>It stands still.</summary>
    Freeze,

    /// <summary>Nothing reaches it or leaves it.</summary>
    Cut,

    /// <summary>Its consumer fails.</summary>
    DiskFailure,

    /// <summary>The connection to its parent breaks, and nothing else.</summary>
    HopReset,

    /// <summary>Its child, as the chain was built, can never reach it again.</summary>
    DeafToChild,

    /// <summary>Its disk gets slower, by a factor.</summary>
    SlowDisk,

    /// <summary>The connection to its parent stays open, and nothing comes over it any more.</summary>
    HopStuck,

    /// <summary>The golden node's cable is out.</summary>
    GoldenCut,

    /// <summary>The golden node stands still.</summary>
    GoldenFreeze,

    /// <summary>The golden node's terminal is stopped: its output is not read.</summary>
    GoldenOutput,

    /// <summary>The golden node's disk gives a cell only after <see cref="SimFault.Factor"/> milliseconds.</summary>
    GoldenDisk,

    /// <summary>The golden node gets no further descriptors.</summary>
    GoldenDescriptors,
}
