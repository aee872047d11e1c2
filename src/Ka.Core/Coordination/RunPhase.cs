namespace Ka.Coordination;

/// <summary>How far a run is.</summary>
public enum RunPhase
{
    /// <summary>Nodes may join.</summary>
    Gathering,

    /// <summary>The source is read.</summary>
    Running,

    /// <summary>All is sent; nodes still receive, consume, and give receipts.</summary>
    Draining,

    /// <summary>Over.</summary>
    Ended,
}
