namespace Ka.Replica;

/// <summary>How a run ended for this node.</summary>
public enum ReplicaOutcome
{
    /// <summary>It proved that it wrote what was sent, and the golden node agreed.</summary>
    Done,

    Failed,

    /// <summary>The operator stopped it.</summary>
    Interrupted,
}
