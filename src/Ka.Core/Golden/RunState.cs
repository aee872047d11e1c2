namespace Ka.Golden;

/// <summary>How a run ended, for all nodes together.</summary>
public enum RunState
{
    /// <summary>Every node is done.</summary>
    Done,

    /// <summary>Some are.</summary>
    Partial,

    /// <summary>None is, or the golden node itself failed.</summary>
    Failed,

    /// <summary>The operator stopped it.</summary>
    Interrupted,

    /// <summary>It was to install, and ended before any disk was touched.</summary>
    Untouched,
}
