using System;

namespace Ka.Wire;

/// <summary>The peer is wrong: what it sent breaks a rule of docs/wire-protocol.md. The message names the field. Drop the
/// peer; the run goes on.</summary>
public sealed class ProtocolException(string message) : Exception(message);
