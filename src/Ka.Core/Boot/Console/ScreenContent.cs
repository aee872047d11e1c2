using System;
using System.Collections.Generic;

namespace Ka.Boot.Console;

/// <summary>The text of a booting machine's screen at one moment.</summary>
public sealed record ScreenContent
{
    /// <summary>Program, version, stage.</summary>
    public required string Title { get; init; }

    /// <summary>Addresses by which people tell this machine from the others; empty: none yet.</summary>
    public required string Identity { get; init; }

    /// <summary>The current activity.</summary>
    public required string Activity { get; init; }

    /// <summary>The time since the activity began.</summary>
    public required TimeSpan Since { get; init; }

    /// <summary>A bar with figures; empty: there is nothing to measure.</summary>
    public required string Progress { get; init; }

    /// <summary>The last events, the latest last.</summary>
    public required IReadOnlyList<string> Lines { get; init; }
}
