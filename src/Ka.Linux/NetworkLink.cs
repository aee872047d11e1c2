namespace Ka.Linux;

/// <summary>A network interface as the kernel shows it at one moment (rtnetlink(7)).</summary>
public sealed record NetworkLink
{
    /// <summary>Its number, which stays when it is renamed.</summary>
    public required int Index { get; init; }

    /// <summary><c>eth0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of a virtual interface: <c>bridge</c>, <c>vlan</c>, <c>veth</c>; empty for hardware.</summary>
    public required string Kind { get; init; }

    /// <summary>Zero when it has no address of six bytes.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>Frames are Ethernet's and it is no loopback. Wireless ones are Ethernet, too.</summary>
    public required bool IsEthernet { get; init; }

    /// <summary>True when it has been set up (administratively).</summary>
    public required bool IsUp { get; init; }

    /// <summary>The other end of the cable is alive. Known only while it is up.</summary>
    public required bool HasCarrier { get; init; }
}
