using System.Collections.Generic;
using Ka.Coordination.Events;

namespace Ka.Coordination;

/// <summary>The state that the policies of one round share.</summary>
internal sealed class RoundState(INodeOwner owner, PendingActions pending, PauseDetector pauses, CoordinatorOptions options)
{
    public INodeOwner Owner => owner;

    public PendingActions Pending => pending;

    public PauseDetector Pauses => pauses;

    public CoordinatorOptions Options => options;

    public ChainTopology Chain { get; } = new(NodeRecord.OfGolden());

    public Dictionary<uint, SentStream> Streams { get; } = [];

    /// <summary>End of the sealed stream; null: not all is sent.</summary>
    public long? End { get; set; }

    /// <summary>Nodes in the chain.</summary>
    public int Standing { get; set; }

    /// <summary>Nodes in the chain that do not hold the whole stream.</summary>
    public int Lacking { get; set; }

    /// <summary>All is sent and every node holds all of it: no node needs a parent any more.</summary>
    public bool AllReceived => End is not null && Lacking == 0;
}
