using System;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>Settings of a node's run.</summary>
public sealed record ReceiverOptions
{
    /// <summary>Name of the session to look for; may be empty when <see cref="Server"/> is given.</summary>
    public required BytePath Session { get; init; }

    /// <summary>The golden node's control port; null: found by broadcast.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>Shared secret of the session; null: every golden node is trusted.</summary>
    public Token? Token { get; init; }

    /// <summary>Address of this machine to listen on, or any.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Any;

    /// <summary>Port for the child; null: the usual port, or a free one when it is taken.</summary>
    public ushort? DataPort { get; init; }

    /// <summary>Stay until every node has finished.</summary>
    public bool WaitForAll { get; init; }

    /// <summary>Bytes between the network and the consumer.</summary>
    public required long Window { get; init; }

    /// <summary>Time to look for a golden node that lets this node in; null: no limit. There is none for the wait for other
    /// nodes.</summary>
    public TimeSpan? SearchPatience { get; init; }

    /// <summary>The hardware of this machine; null: the golden node is not told.</summary>
    public Inventory? Inventory { get; init; }
}
