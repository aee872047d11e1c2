using System.Net;

namespace Ka.Pxe;

/// <summary>Addresses that a DHCP server gives away, both ends included.</summary>
public sealed record AddressRange(IPAddress First, IPAddress Last);
