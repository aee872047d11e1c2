using Ka.Coordination;

namespace Ka.Receiver;

/// <summary>A round at a node as the <see cref="ReceiverLoop"/> uses it: a window, a parent, a child, a consumer. No member
/// blocks.</summary>
internal interface IReceiverRound
{
    /// <summary>The figures of this moment.</summary>
    WindowStats Figures { get; }

    /// <summary>Carries out an action that needs a round.</summary>
    void Do(NodeAction action);
}
