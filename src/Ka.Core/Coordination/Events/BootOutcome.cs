using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>Whether a clone that was awaited has booted.</summary>
/// <param name="Report">null: it did not report.</param>
/// <param name="Reason">Why it is not booted; empty when it is.</param>
public sealed record BootOutcome(BootReport? Report, string Reason)
{
    /// <summary>The clone has reported its first boot.</summary>
    public bool IsBooted => Report is not null;
}
