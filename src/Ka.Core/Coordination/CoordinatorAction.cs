using System.Collections.Generic;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>An effect that the golden node must carry out, in the order given.</summary>
public abstract record CoordinatorAction
{
    private CoordinatorAction() { }

    /// <summary>Send a message to a node. Without effect when its connection is gone.</summary>
    public sealed record Send(uint Node, ControlMessage Message) : CoordinatorAction;

    /// <summary>Close a node's control connection after what was sent before. Later messages of the node are ignored, and its id
    /// is forgotten.</summary>
    public sealed record CloseNode(uint Node) : CoordinatorAction;

    /// <summary>Make a new connection the one of a node that came back; close the old one, if it is there.</summary>
    public sealed record Adopt(uint Connection, uint Node) : CoordinatorAction;

    /// <summary>Open the source and answer with <see cref="CoordinatorEvent.SourceOpened"/> or
    /// <see cref="CoordinatorEvent.ProducerFailed"/>.</summary>
    public sealed record OpenSource : CoordinatorAction;

    /// <summary>Serve a child on the data port and read the source. What parts of an earlier round still report is
    /// ignored.</summary>
    public sealed record StartRound(RoundKeys Keys) : CoordinatorAction;

    /// <summary>The chain is empty: release everything of the round.</summary>
    public sealed record EndRound : CoordinatorAction;

    /// <summary>For the golden node's own relay: whether a child is expected; without one, drop the child there is.
    /// Without effect unless <see cref="EpochFence.Heed"/> accepts it.</summary>
    public sealed record ExpectChild(uint Epoch, bool Expected) : CoordinatorAction;

    /// <summary>Prepare that a node which is done restarts, and answer with
    /// <see cref="CoordinatorEvent.ReleasePrepared"/>.</summary>
    /// <param name="Inventory">null: the node did not report its hardware.</param>
    public sealed record PrepareRelease(NodeIdentity Node, Inventory? Inventory) : CoordinatorAction;

    /// <summary>The run is over. Always the last action.</summary>
    public sealed record EndRun(RunReport Report) : CoordinatorAction;
}

/// <summary>The result of one event.</summary>
/// <param name="Actions">To be carried out, in order.</param>
/// <param name="Events">To be published, in order.</param>
public sealed record Decision(IReadOnlyList<CoordinatorAction> Actions, IReadOnlyList<RunEvent> Events);
