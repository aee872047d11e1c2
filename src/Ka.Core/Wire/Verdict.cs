namespace Ka.Wire;

/// <summary>The final result of a node.</summary>
public enum Verdict : byte
{
    /// <summary>Its receipts equal what the golden node sent.</summary>
    Done = 1,

    /// <summary>The hashes do not match, or the node reported its own failure.</summary>
    Failed = 2,

    /// <summary>They do, but the golden node could not read all of its source.</summary>
    Incomplete = 3,
}
