using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>Somebody who was let in: a node, or an operator.</summary>
/// <param name="Connection">The receiver's to dispose of.</param>
/// <param name="Session">The one that it asked for.</param>
/// <param name="Host">Its host name, for people.</param>
/// <param name="Request"><see cref="Join"/>, <see cref="Go"/>, <see cref="Look"/>, <see cref="Follow"/> or <see cref="Execute"/>.</param>
public sealed record AuthenticatedPeer(Connection Connection, BytePath Session, BytePath Host, ControlMessage Request);
