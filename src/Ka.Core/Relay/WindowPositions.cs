namespace Ka.Relay;

/// <summary>The positions of a <see cref="Window"/> at one moment.</summary>
public readonly record struct WindowPositions
{
    /// <summary>First position that can be served.</summary>
    public long Oldest { get; init; }

    /// <summary>End of the bytes that arrived as they were sent: the end of a chunk. The local reader gets no further.</summary>
    public long VerifiedTo { get; init; }

    /// <summary>Position behind the last byte.</summary>
    public long Head { get; init; }

    /// <summary>Position up to which the local reader is done; the head without one.</summary>
    public long Consumed { get; init; }

    /// <summary>True if the writer can go on.</summary>
    public bool HasSpace { get; init; }

    /// <summary>True if this node's own consumer, rather than its descendants, is furthest behind.</summary>
    public bool IsHeldByConsumer { get; init; }
}
