namespace Ka.Network.Dhcp;

/// <summary>The states of RFC 2131's figure 5 that this client has. It begins in <see cref="Selecting"/>; it has no memory of
/// earlier leases, so there is no INIT-REBOOT.</summary>
public enum DhcpPhase
{
    /// <summary>Asks all servers and takes the first offer.</summary>
    Selecting,

    /// <summary>Asks for what was offered.</summary>
    Requesting,

    /// <summary>Has an address and nothing to do.</summary>
    Bound,

    /// <summary>Has an address and asks its server to let it keep it.</summary>
    Renewing,

    /// <summary>Has an address and asks any server.</summary>
    Rebinding,
}
