using System.Collections.Generic;
using System.Net;
using Ka.Nodes;

namespace Ka.Prepare.Addresses;

/// <summary>What an interface gets in the place of what the golden node's has.</summary>
/// <param name="Interface">As the file names it.</param>
/// <param name="Address">null: one by DHCP.</param>
/// <param name="Gateway">null: none.</param>
/// <param name="NameServers">None: those of the file stay; with DHCP they are taken out.</param>
internal sealed record AddressChange(
    string Interface,
    HostAddress? Address,
    IPAddress? Gateway,
    IReadOnlyList<IPAddress> NameServers
)
{
    public bool IsDhcp => Address is null;

    /// <summary>The name servers with a separator between them.</summary>
    public string Servers(string separator) => string.Join(separator, NameServers);
}
