namespace Ka.Coordination.Events;

/// <summary>The result of a run for all nodes together.</summary>
public enum RunState
{
    /// <summary>Every node is done.</summary>
    Done,

    /// <summary>Some nodes are done.</summary>
    Partial,

    /// <summary>No node is done, or the golden node itself failed.</summary>
    Failed,

    /// <summary>The operator stopped the run.</summary>
    Interrupted,

    /// <summary>The run was to install, and ended before any disk was erased.</summary>
    Untouched,
}
