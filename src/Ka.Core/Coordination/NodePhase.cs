namespace Ka.Coordination;

/// <summary>The phase of a node in a run.</summary>
public enum NodePhase
{
    /// <summary>Let in; no round has started, or the next one has not.</summary>
    Waiting,

    /// <summary>Receives.</summary>
    Running,

    /// <summary>Holds the stream to its end; feeds others, consumes the rest, and waits for its release.</summary>
    Holding,

    /// <summary>Was left behind; the consumer of the old round has not ended yet.</summary>
    Clearing,

    /// <summary>Over.</summary>
    Left,
}
