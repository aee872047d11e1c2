using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What the <see cref="Coordinator"/> is given: it has no clock and no dice of its own.</summary>
/// <param name="Nodes">Start when so many have joined.</param>
/// <param name="Run">Random number of the run.</param>
/// <param name="DataKey">Random; each round's own is made of it.</param>
/// <param name="ChainKey">Random; each round's own is made of it.</param>
public sealed record RunPlan(int Nodes, UInt128 Run, Bytes32 DataKey, Bytes32 ChainKey, Deadlines Deadlines)
{
    /// <summary>After so long, <see cref="Least"/> nodes are enough; null: only <see cref="Nodes"/> are.</summary>
    public TimeSpan? Patience { get; init; }

    public int Least { get; init; } = 1;

    /// <summary>What a consumer took is counted by whole pieces of at most so many bytes, each from when it was begun.</summary>
    public int Chunk { get; init; } = WireLimits.Chunk;

    /// <summary>Those that came late or were left behind are served in so many rounds altogether.</summary>
    public int Rounds { get; init; } = int.MaxValue;

    /// <summary>What every node is to become; null: nothing is installed, only sent.</summary>
    public PlanBytes? Install { get; init; }

    /// <summary>A node that is at one step of making its disks, or of preparing its copy, for longer than this is given up.</summary>
    public TimeSpan StepPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The source can be read again.</summary>
    public bool SourceRepeats { get; init; } = true;
}
