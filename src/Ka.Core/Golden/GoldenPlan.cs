using System;
using System.Net;
using Ka.Linux;
using Ka.Sealing;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>What the operator asked for.</summary>
/// <param name="Session">The name that nodes ask for.</param>
/// <param name="Nodes">Start when so many are there.</param>
/// <param name="Token">null: whoever asks is let in.</param>
/// <param name="Bind">One of our addresses, or any.</param>
/// <param name="DataPort">null: the usual one, or a free one when it is taken.</param>
/// <param name="Window">Bytes of the sealed stream that are kept to be sent again.</param>
/// <param name="Patience">After so long, <paramref name="Least"/> nodes are enough; null: only all are.</param>
/// <param name="Rounds">Those that came late or were left behind are served in so many rounds altogether.</param>
public sealed record GoldenPlan(
    BytePath Session, int Nodes, Token? Token, IPAddress Bind, ushort ControlPort, ushort? DataPort, Compression Compression, long Window,
    TimeSpan? Patience, int Least, int Rounds)
{
    /// <summary>What every node is to become; null: nothing is installed, only sent.</summary>
    public PlanBytes? Install { get; init; }

    /// <summary>Between the release of two nodes.</summary>
    public TimeSpan ReleaseDelay { get; init; }

    /// <summary>At one step of its own a node may be for so long.</summary>
    public TimeSpan StepPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Who may come; null: everybody.</summary>
    public NodeFilter? Only { get; init; }
}
