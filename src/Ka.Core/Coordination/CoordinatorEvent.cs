using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>An input of the <see cref="Coordinator"/>: an occurrence at the golden node.</summary>
public abstract record CoordinatorEvent
{
    private CoordinatorEvent() { }

    /// <summary>A node proved the token and asked to be served.</summary>
    /// <param name="Node">A new id, from 1, never used before.</param>
    /// <param name="Address">The place for its child to connect to: the address it came from, and its data port.</param>
    /// <param name="Golden">The golden node's data port, at the address that the node came to.</param>
    public sealed record NodeJoined(uint Node, BytePath Host, IPEndPoint Address, IPEndPoint Golden) : CoordinatorEvent
    {
        /// <summary>Random number of the node's process.</summary>
        public UInt128 Identity { get; init; }
    }

    /// <summary>A node that lost its control connection proved the token and asks for its place in the run.</summary>
    /// <param name="Connection">A new id; it becomes the node's by <see cref="CoordinatorAction.Adopt"/>.</param>
    /// <param name="Address">The address it comes from.</param>
    /// <param name="Identity">Random number of the node's process.</param>
    public sealed record NodeReturned(uint Connection, BytePath Host, IPAddress Address, UInt128 Identity) : CoordinatorEvent;

    /// <summary>The control connection of a node ended, or the node violated the protocol.</summary>
    public sealed record NodeGone(uint Node, string Reason) : CoordinatorEvent;

    /// <summary>A message of a node that joined.</summary>
    public sealed record FromNode(uint Node, ControlMessage Message) : CoordinatorEvent;

    /// <summary>A connection failed before a node was known on it.</summary>
    public sealed record StrangerRejected(string Reason) : CoordinatorEvent;

    /// <summary>An operator ends the wait for more nodes. Without effect when <see cref="Coordinator.WhyNotGo"/>.</summary>
    public sealed record GoNow(IPAddress Address, BytePath Host) : CoordinatorEvent;

    /// <summary>The operator agrees that the disks of the nodes in the last <see cref="RunEvent.AllJudged"/> are
    /// erased.</summary>
    public sealed record Proceed : CoordinatorEvent;

    /// <summary>The operator does not agree. The first time this ends the run; later, it refuses the nodes in question.</summary>
    public sealed record CallOff(string Reason) : CoordinatorEvent;

    /// <summary>The operator stops the run.</summary>
    public sealed record Stopped(string Reason) : CoordinatorEvent;

    /// <summary>The source is open for the next round.</summary>
    /// <param name="Streams">Names of what it will give.</param>
    public sealed record SourceOpened(IReadOnlyList<BytePath> Streams) : CoordinatorEvent;

    /// <summary>A stream was sent to its end.</summary>
    public sealed record StreamSent(SentStream Stream) : CoordinatorEvent;

    /// <summary>All streams were sent and sealed.</summary>
    /// <param name="Position">End of the sealed stream.</param>
    public sealed record ProducerEnded(long Position, SourceReport Report) : CoordinatorEvent;

    /// <summary>The golden node cannot go on: its source, its producer or its relay failed.</summary>
    public sealed record ProducerFailed(string Reason) : CoordinatorEvent;

    /// <summary><see cref="CoordinatorAction.PrepareRelease"/> was carried out, or cannot be.</summary>
    public sealed record ReleasePrepared(uint Node) : CoordinatorEvent;

    /// <summary>A clone proved its own secret and reported its first boot.</summary>
    public sealed record BootReported(uint Node, BootReport Report) : CoordinatorEvent;

    /// <summary>Time passed. Expected every <see cref="Deadlines.TickInterval"/>.</summary>
    public sealed record Tick : CoordinatorEvent
    {
        /// <summary>Figures of the golden node's window while a round runs.</summary>
        public WindowStats Golden { get; init; }

        /// <summary>Figures of the source while a round runs.</summary>
        public SourceProgress Source { get; init; }
    }
}
