using System;
using System.Collections.Generic;

namespace Ka.Coordination;

/// <summary>What nodes that drag may cost all the others in a whole run, and have cost.</summary>
/// <remarks>Each step against one of them is due when it has cost a share of what is left. The shares get smaller, so their sum
/// stays below the whole, however many drag.</remarks>
internal sealed class LostTime
{
    /// <summary>In the whole run.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private const int Shares = 16;

    /// <summary>Less is not told from chance.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private readonly List<Demotion> _demotions = [];

    /// <summary>What was done about nodes that dragged, in order.</summary>
    public IReadOnlyList<Demotion> Demotions => _demotions;

    /// <summary>So far.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>One node may cost so much before something is done about it.</summary>
    public TimeSpan Patience => Total + s_least * Shares < Most ? (Most - Total) / Shares : s_least;

    /// <summary>A node was dealt with.</summary>
    public void Add(Demotion demotion)
    {
        _demotions.Add(demotion);
        Total += demotion.Cost;
    }
}
