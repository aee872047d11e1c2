using System.Collections.Generic;
using System.Net;
using Ka.Dhcp;

namespace Ka.Links;

/// <summary>What makes an interface usable.</summary>
public sealed record LinkSettings(IPAddress Address, int PrefixLength, IPAddress? Router, IReadOnlyList<IPAddress> NameServers, string? Domain = null)
{
    public static LinkSettings Of(Lease lease) => new(lease.Address, lease.PrefixLength, lease.Router, lease.NameServers, lease.Domain);
}
