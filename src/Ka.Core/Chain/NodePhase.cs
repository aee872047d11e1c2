namespace Ka.Chain;

/// <summary>How far a node is.</summary>
public enum NodePhase
{
    /// <summary>Let in; the run has not started.</summary>
    Waiting,

    /// <summary>Receives.</summary>
    Running,

    /// <summary>Holds the stream to its end; feeds others, consumes the rest, and waits for its release.</summary>
    Holding,

    /// <summary>Over.</summary>
    Left,
}
