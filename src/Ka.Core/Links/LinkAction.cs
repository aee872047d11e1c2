using System.Net;
using Ka.Dhcp;

namespace Ka.Links;

/// <summary>What the owner of a <see cref="LinkSearch"/> has to do. Interfaces go by their index.</summary>
public abstract record LinkAction
{
    private LinkAction(int link) => Link = link;

    public int Link { get; }

    /// <summary>Set the interface up.</summary>
    public sealed record SetUp(int Index) : LinkAction(Index);

    /// <summary>Say this to DHCP servers.</summary>
    public sealed record Say(int Index, DhcpAction What) : LinkAction(Index);

    public sealed record AddAddress(int Index, IPAddress Address, int PrefixLength) : LinkAction(Index);

    public sealed record RemoveAddress(int Index, IPAddress Address, int PrefixLength) : LinkAction(Index);

    /// <summary>A default route.</summary>
    /// <param name="Metric">Less is better; no two interfaces have the same.</param>
    public sealed record AddRoute(int Index, IPAddress Router, uint Metric) : LinkAction(Index);

    public sealed record RemoveRoute(int Index, IPAddress Router, uint Metric) : LinkAction(Index);
}
