using System;

namespace Ka.Transport;

/// <summary>Limits for the connections of a port whose peers have not proven anything yet.</summary>
/// <param name="Total">Connections in all.</param>
/// <param name="PerAddress">Connections of one address.</param>
public sealed record AdmissionOptions(int Total, int PerAddress)
{
    /// <summary>Time for the whole handshake, however its bytes arrive.</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for which a rejected connection keeps its place.</summary>
    /// <remarks>A handshake costs milliseconds of processor time; an address gets at most <see cref="PerAddress"/> of them in
    /// this time.</remarks>
    public TimeSpan RejectionDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after accept(2) failed for lack of descriptors or memory.</summary>
    public TimeSpan ShortagePause { get; init; } = TimeSpan.FromMilliseconds(200);
}
