using System.Net;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>An action that <see cref="AddressAcquisition"/> orders from its owner. Interfaces go by their index.</summary>
public abstract record NetworkAction
{
    private NetworkAction(int link) => Link = link;

    public int Link { get; }

    /// <summary>Set the interface up.</summary>
    public sealed record SetUp(int Index) : NetworkAction(Index);

    /// <summary>Say this to DHCP servers.</summary>
    public sealed record Say(int Index, DhcpAction What) : NetworkAction(Index);

    public sealed record AddAddress(int Index, IPAddress Address, int PrefixLength) : NetworkAction(Index);

    public sealed record RemoveAddress(int Index, IPAddress Address, int PrefixLength) : NetworkAction(Index);

    /// <summary>A default route.</summary>
    /// <param name="Metric">Less is better; no two interfaces have the same.</param>
    public sealed record AddRoute(int Index, IPAddress Router, uint Metric) : NetworkAction(Index);

    public sealed record RemoveRoute(int Index, IPAddress Router, uint Metric) : NetworkAction(Index);
}
