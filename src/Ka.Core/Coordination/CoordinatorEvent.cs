using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Something that happened at the golden node, told to the <see cref="Coordinator"/>.</summary>
public abstract record CoordinatorEvent
{
    private CoordinatorEvent()
    {
    }

    /// <summary>A node proved the token and sent its <see cref="Hello"/>.</summary>
    /// <param name="Node">A new id, from 1, never used before.</param>
    /// <param name="Address">Where its child will find it: the address it came from and its data port.</param>
    /// <param name="Golden">Where it will find the golden node's data port: the address it came to.</param>
    public sealed record NodeJoined(uint Node, BytePath Host, IPEndPoint Address, IPEndPoint Golden) : CoordinatorEvent;

    /// <summary>The control connection of a node ended, or broke the protocol.</summary>
    public sealed record NodeGone(uint Node, string Reason) : CoordinatorEvent;

    /// <summary>A message of a node that joined.</summary>
    public sealed record FromNode(uint Node, ControlMessage Message) : CoordinatorEvent;

    /// <summary>The operator does not want to wait for more nodes. Void when <see cref="Coordinator.WhyNotGo"/>.</summary>
    public sealed record GoNow : CoordinatorEvent;

    /// <summary>The operator saw the verdicts and agrees that the disks of those whom the plan fits are erased. Void before
    /// <see cref="CoordinatorAction.AskToProceed"/>.</summary>
    public sealed record Proceed : CoordinatorEvent;

    /// <summary>This node is not one of those that are to be served.</summary>
    public sealed record NotWanted(uint Node, string Reason) : CoordinatorEvent;

    /// <summary>A stream was sent to its end.</summary>
    public sealed record StreamSent(GoldenStream Stream) : CoordinatorEvent;

    /// <summary>All streams were sent and sealed; the sealed stream ends here.</summary>
    public sealed record ProducerEnded(long Position) : CoordinatorEvent;

    /// <summary>The golden node cannot go on: its producer failed, its disk, the operator stopped it.</summary>
    public sealed record ProducerFailed(string Reason) : CoordinatorEvent;

    /// <summary>Time went on. Wanted every <see cref="Deadlines.TickInterval"/>.</summary>
    public sealed record Tick : CoordinatorEvent
    {
        /// <summary>Of the golden node's own window, while a round runs.</summary>
        public WindowFigures Golden { get; init; }
    }
}
