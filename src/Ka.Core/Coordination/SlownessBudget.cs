using System;
using System.Collections.Generic;
using Ka.Coordination.Events;

namespace Ka.Coordination;

/// <summary>The time that slow nodes may cost the others in a whole run, and have cost.</summary>
/// <remarks>A measure against a node is due when the node has cost a share of what is left. The shares get smaller, so their sum
/// stays below the whole for any number of slow nodes.</remarks>
internal sealed class SlownessBudget
{
    /// <summary>Budget of the whole run.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private const int Shares = 16;

    /// <summary>Smallest share: a lower cost cannot be told from measurement noise.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private readonly List<SlowNodeDecision> _decisions = [];

    /// <summary>Measures so far, in order.</summary>
    public IReadOnlyList<SlowNodeDecision> Decisions => _decisions;

    /// <summary>Time spent so far.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>Cost of one node above which a measure against it is due.</summary>
    public TimeSpan Patience => Total + s_least * Shares < Most ? (Most - Total) / Shares : s_least;

    public void Add(SlowNodeDecision decision)
    {
        _decisions.Add(decision);
        Total += decision.Slowness.Cost;
    }
}
