namespace Ka.Network.Dhcp;

/// <summary>The options that we write or read (RFC 2132).</summary>
internal enum DhcpOption : byte
{
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    NameServer = 6,
    HostName = 12,
    DomainName = 15,
    RequestedAddress = 50,
    LeaseTime = 51,
    Overload = 52,
    MessageType = 53,
    Server = 54,
    Wanted = 55,
    Message = 56,
    MaxMessageSize = 57,
    RenewalTime = 58,
    RebindingTime = 59,
    VendorClass = 60,
    ClientIdentifier = 61,
    TftpServer = 66,
    BootFile = 67,
    End = 255,
}
