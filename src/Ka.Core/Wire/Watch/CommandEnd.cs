namespace Ka.Wire;

/// <summary>How a command ended.</summary>
public enum CommandEnd : byte
{
    /// <summary>By itself: the status is its exit status.</summary>
    Exited = 1,

    /// <summary>By a signal: the status is its number.</summary>
    Killed = 2,

    /// <summary>Its time was over: the status says nothing.</summary>
    TimedOut = 3,
}
