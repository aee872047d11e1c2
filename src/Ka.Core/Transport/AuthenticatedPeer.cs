using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>A peer that has proven the token, or was let into an open session: a node or an operator.</summary>
/// <param name="Connection">Disposed of by the receiver of this record.</param>
/// <param name="Session">The session that it asked for.</param>
/// <param name="Host">Its host name, for people.</param>
/// <param name="Request"><see cref="Join"/>, <see cref="Go"/>, <see cref="RunSummaryRequest"/>, <see cref="Follow"/>,
/// <see cref="Execute"/>; or <see cref="BootReport"/>, in a clone's own session.</param>
public sealed record AuthenticatedPeer(Connection Connection, BytePath Session, BytePath Host, ControlMessage Request);
