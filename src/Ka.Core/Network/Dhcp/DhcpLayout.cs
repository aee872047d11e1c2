namespace Ka.Network.Dhcp;

/// <summary>The fixed part of a message (RFC 2131 2) and its limits.</summary>
internal static class DhcpLayout
{
    public const int ServerPort = 67;
    public const int ClientPort = 68;

    public const byte BootRequest = 1;
    public const byte BootReply = 2;
    public const byte Ethernet = 1;

    public const int HardwareAddressField = 16;
    public const int ServerNameField = 64;
    public const int BootFileField = 128;

    /// <summary>The first bit of the flags: answer by broadcast.</summary>
    public const ushort BroadcastFlag = 0x8000;

    /// <summary>99, 130, 83, 99: what follows are options (RFC 2131 3).</summary>
    public const uint Cookie = 0x63825363;

    /// <summary>Least number of bytes of a BOOTP message (RFC 951); some relays drop shorter ones.</summary>
    public const int LeastLength = 300;

    /// <summary>Bytes that fit into an Ethernet frame behind the headers of IP and UDP: the largest message that is
    /// accepted.</summary>
    public const int MostLength = 1472;
}
