using System.Net;
using Ka.Coordination;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>What the decisions of a <see cref="ReceiverLoop"/> need besides its control connection. No member blocks; results
/// are posted to the loop.</summary>
internal interface IReceiverEffects
{
    /// <summary>Looks for the golden node at this address, and posts <see cref="NodeEvent.Connected"/> of the new connection or
    /// <see cref="NodeEvent.JoinFailed"/>.</summary>
    /// <param name="back">This node was let in before.</param>
    void Rejoin(IPEndPoint server, bool back);

    /// <summary>Looks for a golden node after a while, as at first, and posts the same.</summary>
    void JoinLater(NodeAction.JoinLater later);

    /// <summary>Fits the plan to this machine and posts <see cref="NodeEvent.PlanChecked"/>.</summary>
    /// <param name="local">This machine's address for the golden node.</param>
    void Judge(PlanBytes plan, IPAddress local);

    /// <summary>Makes the disks and posts <see cref="NodeEvent.DisksMade"/> or <see cref="NodeEvent.ConsumerFailed"/>.</summary>
    void Make();

    /// <summary>Leaves in the clone what reports its first boot to the golden node at this address.</summary>
    void LeaveReporter(IPEndPoint golden, BootAwaited order);

    /// <summary>Begins a round, whose events are posted.</summary>
    IReceiverRound Begin(NodeAction.Begin begin);

    /// <summary>Ends a round, and posts <see cref="NodeEvent.RoundCleared"/> when nothing of it runs any more.</summary>
    void EndRound(IReceiverRound round, string reason);
}
