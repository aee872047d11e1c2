namespace Ka.Coordination;

/// <summary>What a note about a node is about; it is counted by this.</summary>
public enum NodeChange
{
    Other,

    /// <summary>It lost its parent, and gets that one again or another.</summary>
    Repair,

    /// <summary>It dragged, and was moved to the end of the chain or left to the next round.</summary>
    Demotion,
}
