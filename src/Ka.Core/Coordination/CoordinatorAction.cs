using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What the golden node shall do now, in this order.</summary>
public abstract record CoordinatorAction
{
    private CoordinatorAction()
    {
    }

    /// <summary>Send this to a node; if its connection is gone, forget it.</summary>
    public sealed record Send(uint Node, ControlMessage Message) : CoordinatorAction;

    /// <summary>Close a node's control connection when what was sent before has left. What it says later is ignored.</summary>
    public sealed record CloseNode(uint Node) : CoordinatorAction;

    /// <summary>The chain is fixed: open the data port, with a child expected, and read the source.
    /// What the parts of an earlier round still say is not to be told any more.</summary>
    public sealed record StartRound(RoundKeys Keys) : CoordinatorAction;

    /// <summary>Nobody is in the chain any more: put it away.</summary>
    public sealed record EndRound : CoordinatorAction;

    /// <summary>For the golden node's own relay: <see cref="Retention.Expect"/>, and without one, drop the child there is.
    /// Void unless <see cref="ChildGate.Heed"/> takes it.</summary>
    public sealed record ExpectChild(uint Epoch, bool Expected) : CoordinatorAction;

    /// <summary>Every node that is there has judged the plan: show the operator, and say <see cref="CoordinatorEvent.Proceed"/> or
    /// <see cref="CoordinatorEvent.ProducerFailed"/>. Once in a run.</summary>
    public sealed record AskToProceed : CoordinatorAction;

    /// <summary>A line for the operator about a node.</summary>
    public sealed record Note(uint Node, string Text, NodeChange Change) : CoordinatorAction;

    /// <summary>The run is over. The last action there is.</summary>
    public sealed record EndRun(RunOutcome Outcome) : CoordinatorAction;
}
