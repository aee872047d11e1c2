using System;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Settings of a run.</summary>
/// <param name="Session">Name that nodes ask for.</param>
/// <param name="Nodes">Number of nodes with which the first round starts.</param>
/// <param name="Token">null: no node has to prove a token.</param>
/// <param name="Bind">An address of this machine, or any.</param>
/// <param name="DataPort">null: the usual one, or a free one when that is in use.</param>
/// <param name="Window">Bytes of the sealed stream that are kept to be sent again.</param>
/// <param name="Patience">Time after which <paramref name="Least"/> nodes are enough; null: only all are.</param>
/// <param name="Rounds">Largest number of rounds.</param>
public sealed record SenderOptions(
    BytePath Session,
    int Nodes,
    Token? Token,
    IPAddress Bind,
    ushort ControlPort,
    ushort? DataPort,
    Compression Compression,
    long Window,
    TimeSpan? Patience,
    int Least,
    int Rounds
)
{
    /// <summary>The plan by which every node is installed; null: streams are only sent.</summary>
    public PlanBytes? Install { get; init; }

    /// <summary>Shortest time between the releases of two nodes.</summary>
    public TimeSpan ReleaseDelay { get; init; }

    /// <summary>Longest time for one step of a node on its own.</summary>
    public TimeSpan StepPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Nodes that may join; null: every node.</summary>
    public NodeFilter? Only { get; init; }

    /// <summary>What happens to a node that comes after the operator has agreed to a list of nodes.</summary>
    public LateNodes Late { get; init; } = LateNodes.Ask;

    /// <summary>Prepares that a node which is done restarts; called on a thread of its own before each release. It must not throw
    /// for what can fail at run time. null: nothing to prepare.</summary>
    public Action<NodeIdentity, Inventory?>? PrepareRelease { get; init; }
}
