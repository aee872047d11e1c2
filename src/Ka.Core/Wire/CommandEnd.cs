namespace Ka.Wire;

/// <summary>The way in which a command ended.</summary>
public enum CommandEnd : byte
{
    /// <summary>It exited: the status is its exit status.</summary>
    Exited = 1,

    /// <summary>A signal ended it: the status is the signal's number.</summary>
    Killed = 2,

    /// <summary>Its time was over: the status says nothing.</summary>
    TimedOut = 3,
}
