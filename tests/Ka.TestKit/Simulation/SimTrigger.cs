namespace Ka.TestKit.Simulation;

/// <summary>What a fault waits for.</summary>
public enum SimTrigger
{
    /// <summary>The beginning of the simulation: nodes join.</summary>
    Beginning,

    /// <summary>The run's start: the chain is being built.</summary>
    Start,

    /// <summary>The node has received a position.</summary>
    Position,

    /// <summary>The node has received the last byte; its receipt is not given yet.</summary>
    End,

    /// <summary>The golden node has sent the last byte.</summary>
    Sent,
}
