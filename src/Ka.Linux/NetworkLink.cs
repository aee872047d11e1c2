namespace Ka.Linux;

/// <summary>A network interface as the kernel shows it at one moment (rtnetlink(7)).</summary>
/// <param name="Index">Its number, which stays when it is renamed.</param>
/// <param name="Name"><c>eth0</c>.</param>
/// <param name="Kind">What made it when no hardware did: <c>bridge</c>, <c>vlan</c>, <c>veth</c>; empty for hardware.</param>
/// <param name="Mac">Zero when it has no address of six bytes.</param>
/// <param name="IsEthernet">Frames are Ethernet's and it is no loopback. Wireless ones are Ethernet, too.</param>
/// <param name="IsUp">Whether it has been set up (administratively).</param>
/// <param name="HasCarrier">The other end of the cable is alive. Known only while it is up.</param>
public sealed record NetworkLink(
    int Index,
    string Name,
    string Kind,
    MacAddress Mac,
    bool IsEthernet,
    bool IsUp,
    bool HasCarrier
);
