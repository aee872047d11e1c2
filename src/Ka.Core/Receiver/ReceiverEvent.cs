using System;
using Ka.Coordination;
using Ka.Relay;
using Ka.Transport;

namespace Ka.Receiver;

/// <summary>An event of the <see cref="ReceiverLoop"/>: an event of its node, and what it comes from. What comes from a
/// connection or a round that is over is void.</summary>
internal abstract record ReceiverEvent(NodeEvent Happened)
{
    /// <summary>An event of a control connection.</summary>
    public sealed record OfConnection(IControlConnection By, NodeEvent Happened) : ReceiverEvent(Happened);

    /// <summary>An event of a round.</summary>
    public sealed record OfRound(IReceiverRound By, NodeEvent Happened) : ReceiverEvent(Happened);

    /// <summary>An event of the node itself.</summary>
    public sealed record OfNode(NodeEvent Happened) : ReceiverEvent(Happened);
}

/// <summary>A child's question with the connection that the answer goes to.</summary>
internal sealed record RelayChildRequest(AttachRequest Connection, long Oldest)
    : ChildRequest(Connection.Attach.Child, Connection.Attach.Epoch, Connection.Attach.Position, Oldest),
        IDisposable
{
    public void Dispose() => Connection.Dispose();
}
