namespace Ka.Wire;

/// <summary>What a node saw of the parent it lost.</summary>
public enum ParentLossReason : byte
{
    /// <summary>No connection, or no answer to <see cref="Attach"/> in time.</summary>
    Unreachable = 1,

    /// <summary>Answered <see cref="AttachStatus.Refused"/>.</summary>
    Refused = 2,

    /// <summary>Answered <see cref="AttachStatus.Gone"/>.</summary>
    Gone = 3,

    /// <summary>The connection was closed or reset.</summary>
    Closed = 4,

    /// <summary>Nothing came for too long.</summary>
    Silent = 5,

    /// <summary>What came was not the sealed stream.</summary>
    Corrupt = 6,
}
