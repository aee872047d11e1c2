using System.Net;

namespace Ka.Network.Dhcp;

/// <summary>An action that the client orders from its owner.</summary>
public abstract record DhcpAction
{
    private DhcpAction() { }

    /// <summary>Send this message to all servers, from no address.</summary>
    public sealed record Ask(DhcpRequest Message) : DhcpAction;

    /// <summary>Send it to one server, from the address that is ours.</summary>
    public sealed record AskServer(DhcpRequest Message, IPAddress Own, IPAddress Server) : DhcpAction;

    /// <summary>The lease is ours, for the first time or with new values: make the interface fit it.</summary>
    public sealed record Use(Lease Lease) : DhcpAction;

    /// <summary>The lease is no longer ours: take the address away.</summary>
    public sealed record Leave(Lease Lease, string Reason) : DhcpAction;
}
