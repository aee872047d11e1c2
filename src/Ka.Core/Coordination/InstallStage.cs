namespace Ka.Coordination;

/// <summary>How far a node is on its way from let in to ready for a round, in a run that installs.</summary>
internal enum InstallStage
{
    /// <summary>It was sent the plan.</summary>
    Judging,

    /// <summary>The plan fits, and nothing was touched.</summary>
    Fits,

    /// <summary>It does not, and nothing was touched.</summary>
    Unfit,

    /// <summary>It was told to proceed: its disks are being made.</summary>
    Making,

    /// <summary>Its disks are made and mounted.</summary>
    Made,

    /// <summary>It proved that it holds everything, and is made bootable.</summary>
    Preparing,
}
