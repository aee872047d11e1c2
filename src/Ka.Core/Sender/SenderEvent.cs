using System.Collections.Generic;
using Ka.Coordination;
using Ka.Relay;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>An input of the sender's event loop.</summary>
internal abstract record SenderEvent
{
    private SenderEvent() { }

    /// <summary>A node or an operator was authenticated.</summary>
    public sealed record Entered(AuthenticatedPeer Peer) : SenderEvent;

    /// <summary>A message on an authenticated connection.</summary>
    public sealed record Said(Connection Connection, ControlMessage Message) : SenderEvent;

    /// <summary>An authenticated connection ended.</summary>
    public sealed record Left(Connection Connection, string Reason) : SenderEvent;

    /// <summary>The source is open for the next round.</summary>
    public sealed record SourceOpened(IReadOnlyList<IStreamProducer> Producers) : SenderEvent;

    /// <summary>The producer of a round has ended.</summary>
    public sealed record Produced(SenderRound Round, ProducerResult Result) : SenderEvent;

    /// <summary>An event of a round's relay.</summary>
    public sealed record Relayed(SenderRound Round, RelayEvent Event) : SenderEvent;

    /// <summary>An input of the coordinator from the operator or from a worker.</summary>
    public sealed record Given(CoordinatorEvent Event) : SenderEvent;
}
