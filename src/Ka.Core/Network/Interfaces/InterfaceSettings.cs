using System.Collections.Generic;
using System.Net;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>The settings of an interface: address, network, gateway, name servers.</summary>
public sealed record InterfaceSettings(
    IPAddress Address,
    int PrefixLength,
    IPAddress? Router,
    IReadOnlyList<IPAddress> NameServers,
    string? Domain = null
)
{
    public static InterfaceSettings Of(Lease lease) =>
        new(lease.Address, lease.PrefixLength, lease.Router, lease.NameServers, lease.Domain);
}
