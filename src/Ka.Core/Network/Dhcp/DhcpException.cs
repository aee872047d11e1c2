using System;

namespace Ka.Network.Dhcp;

/// <summary>The error of a datagram that is no usable DHCP reply: it breaks a rule of RFC 2131 or 2132. The message names the
/// field.</summary>
/// <remarks>The client ignores the datagram and waits for the next.</remarks>
public sealed class DhcpException(string message) : Exception(message);
