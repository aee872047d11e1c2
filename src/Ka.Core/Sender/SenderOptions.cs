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
public sealed record SenderOptions
{
    /// <summary>Name that nodes ask for.</summary>
    public required BytePath Session { get; init; }

    /// <summary>Number of nodes with which the first round starts.</summary>
    public required int Nodes { get; init; }

    /// <summary>null: no node has to prove a token.</summary>
    public required Token? Token { get; init; }

    /// <summary>An address of this machine, or any.</summary>
    public required IPAddress Bind { get; init; }

    public required ushort ControlPort { get; init; }

    /// <summary>null: the usual one, or a free one when that is in use.</summary>
    public required ushort? DataPort { get; init; }

    public required Compression Compression { get; init; }

    /// <summary>Bytes of the sealed stream that are kept to be sent again.</summary>
    public required long Window { get; init; }

    /// <summary>Time after which <see cref="Least"/> nodes are enough; null: only all are.</summary>
    public required TimeSpan? Patience { get; init; }

    public required int Least { get; init; }

    /// <summary>Largest number of rounds.</summary>
    public required int Rounds { get; init; }

    /// <summary>The plan by which every node is installed; null: streams are only sent.</summary>
    public PlanBytes? Install { get; init; }

    /// <summary>Shortest time between the releases of two nodes.</summary>
    public TimeSpan ReleaseDelay { get; init; }

    /// <summary>Longest time for one step of a node on its own.</summary>
    public TimeSpan StepPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Nodes that may join; null: every node.</summary>
    public NodeFilter? Only { get; init; }

    /// <summary>The treatment of a node that comes after the operator has agreed to a list of nodes.</summary>
    public LateNodes Late { get; init; } = LateNodes.Ask;

    /// <summary>Time for which the first boot of a clone is awaited, from its release; null: it is not.</summary>
    public TimeSpan? BootPatience { get; init; }

    /// <summary>Prepares that a node which is done restarts; called on a thread of its own before each release. It must not throw
    /// for what can fail at run time. null: nothing to prepare.</summary>
    public Action<NodeIdentity, Inventory?>? PrepareRelease { get; init; }
}
