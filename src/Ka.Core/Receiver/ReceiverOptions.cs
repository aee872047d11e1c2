using System;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>What the operator asked this node to do.</summary>
/// <param name="Session">The name to look for; empty when <paramref name="Server"/> is given.</param>
/// <param name="Server">The golden node's control port; null: found by broadcast.</param>
/// <param name="Token">null: whoever serves is believed.</param>
/// <param name="Bind">One of our addresses, or any.</param>
/// <param name="DataPort">null: the usual one, or a free one when it is taken.</param>
/// <param name="WaitForAll">Stay until every node has finished.</param>
/// <param name="Window">Bytes between the network and the consumer.</param>
public sealed record ReceiverOptions(
    BytePath Session, IPEndPoint? Server, Token? Token, IPAddress Bind, ushort? DataPort, bool WaitForAll, long Window)
{
    /// <summary>How long to look for a golden node that lets us in; null: for ever. Who is in waits for the others without end.</summary>
    public TimeSpan? SearchPatience { get; init; }

    /// <summary>What this machine is made of, for the golden node; null: it is not told.</summary>
    public Inventory? Inventory { get; init; }
}
