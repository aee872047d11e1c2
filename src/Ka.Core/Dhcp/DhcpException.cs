using System;

namespace Ka.Dhcp;

/// <summary>A datagram is no DHCP reply that could be used: it breaks a rule of RFC 2131 or 2132. The message names the field. Whoever
/// gets one waits for the next.</summary>
public sealed class DhcpException(string message) : Exception(message);
