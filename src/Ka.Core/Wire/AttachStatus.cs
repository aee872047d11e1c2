namespace Ka.Wire;

/// <summary>The parent's answer to <see cref="Attach"/>.</summary>
public enum AttachStatus : byte
{
    /// <summary>Sealed bytes follow, from the position asked for.</summary>
    Accepted = 1,

    /// <summary>The position asked for is older than what is retained.</summary>
    Gone = 2,

    /// <summary>Not newer than the child that is served, another run, or the parent is leaving.</summary>
    Refused = 3,
}
