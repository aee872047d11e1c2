using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Settings of a <see cref="Coordinator"/>, which has no clock and no random numbers of its own.</summary>
/// <param name="Nodes">Number of nodes with which the first round starts.</param>
/// <param name="Run">Random number of the run.</param>
/// <param name="DataKey">Random; the key of each round is derived from it.</param>
/// <param name="ChainKey">Random; the key of each round is derived from it.</param>
public sealed record CoordinatorOptions(int Nodes, UInt128 Run, Bytes32 DataKey, Bytes32 ChainKey, Deadlines Deadlines)
{
    /// <summary>Time after which <see cref="Least"/> nodes are enough for the first round; null: only <see cref="Nodes"/>
    /// are.</summary>
    public TimeSpan? Patience { get; init; }

    public int Least { get; init; } = 1;

    /// <summary>Bytes of the largest chunk. What a consumer took is counted by whole chunks, each from when it was
    /// begun.</summary>
    public int Chunk { get; init; } = WireLimits.Chunk;

    /// <summary>Largest number of rounds.</summary>
    public int Rounds { get; init; } = int.MaxValue;

    /// <summary>The plan by which every node is installed; null: streams are only sent.</summary>
    public PlanBytes? Install { get; init; }

    /// <summary>The treatment of a node that comes after the operator has agreed to a list of nodes.</summary>
    public LateNodes Late { get; init; } = LateNodes.Ask;

    /// <summary>Longest time for one step of a node on its own: of its disks, its preparation, its last writes.</summary>
    public TimeSpan StepPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>True when the source can be read again for another round.</summary>
    public bool SourceRepeats { get; init; } = true;

    /// <summary>Nodes that may join; null: every node.</summary>
    public NodeFilter? Only { get; init; }

    /// <summary>Shortest time between the releases of two nodes.</summary>
    public TimeSpan ReleaseDelay { get; init; }

    /// <summary>The wait for the first boots of clones; null: the run ends when all are released.</summary>
    public BootWait? Boots { get; init; }

    /// <summary>True when <see cref="CoordinatorAction.PrepareRelease"/> must be carried out before a node that is done is
    /// released.</summary>
    public bool PreparesRelease { get; init; }
}

/// <summary>The treatment of nodes that the operator has not agreed to.</summary>
public enum LateNodes
{
    /// <summary>The operator is asked again.</summary>
    Ask,

    /// <summary>They are installed without a question.</summary>
    Install,

    /// <summary>They are not admitted.</summary>
    Refuse,
}
