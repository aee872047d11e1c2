namespace Ka.Wire;

/// <summary>The way in which a node lost its parent.</summary>
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

    /// <summary>No bytes came for too long.</summary>
    Silent = 5,

    /// <summary>The received bytes were not the sealed stream.</summary>
    Corrupt = 6,
}
