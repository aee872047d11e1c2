namespace Ka.Coordination.Events;

/// <summary>The kind of a <see cref="RunEvent.NodeChanged"/>; run summaries count by it.</summary>
public enum NodeChange
{
    Other,

    /// <summary>The node lost its parent and is ordered to it again or to another one.</summary>
    Repair,

    /// <summary>The node was too slow: it was moved to the end of the chain or left to the next round.</summary>
    Demotion,
}
