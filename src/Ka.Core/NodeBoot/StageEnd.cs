namespace Ka.NodeBoot;

/// <summary>The end of a stage: the exit status of the process that ran it, for PID 1.</summary>
public enum StageEnd
{
    /// <summary>The rescue is mounted: make it the root.</summary>
    EnterRescue = 10,

    /// <summary>The reason has been shown on the screen: restart.</summary>
    Restart = 11,

    /// <summary>The machine is a clone: it starts from its own disk next.</summary>
    Installed = 13,

    /// <summary>The reason is in <see cref="Failure.Path"/>.</summary>
    Failed = 12,
}
