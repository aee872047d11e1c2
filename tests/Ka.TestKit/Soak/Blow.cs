namespace Ka.TestKit;

/// <summary>What is done to a node in mid-run.</summary>
public enum Blow
{
    /// <summary>SIGKILL: the kernel says goodbye for the process.</summary>
    Kill,

    /// <summary>SIGSTOP and never again: its connections stay open and silent.</summary>
    Freeze,

    /// <summary>Its cable is pulled and stays out.</summary>
    Cut,

    /// <summary>SIGSTOP, and SIGCONT before anybody may call it dead.</summary>
    Pause,
}
