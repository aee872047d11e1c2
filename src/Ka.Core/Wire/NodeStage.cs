namespace Ka.Wire;

/// <summary>The stage of a node between its first message and the finished clone.</summary>
public enum NodeStage : byte
{
    /// <summary>It fetches the rescue, and has not asked to be installed.</summary>
    Booting = 1,

    /// <summary>It has joined.</summary>
    Waiting = 2,

    /// <summary>The plan fits it.</summary>
    Fits = 3,

    /// <summary>The plan does not fit it.</summary>
    Unfit = 4,

    /// <summary>Its disks are erased and made.</summary>
    Making = 5,

    /// <summary>Its disks are made.</summary>
    Made = 6,

    /// <summary>It is in the chain.</summary>
    Receiving = 7,

    /// <summary>It makes its copy bootable.</summary>
    Preparing = 8,

    /// <summary>It is a clone, and waits for its release.</summary>
    Installed = 9,

    /// <summary>It was left behind, and is served in the next round.</summary>
    NextRound = 10,

    Done = 11,

    /// <summary>It wrote all that came; the golden node could not read all.</summary>
    Incomplete = 12,

    Failed = 13,

    /// <summary>It is not there any more.</summary>
    Gone = 14,

    /// <summary>It is a clone, and has reported its first boot.</summary>
    Booted = 15,

    /// <summary>It is a clone that has not reported its first boot in time.</summary>
    NotBooted = 16,
}
