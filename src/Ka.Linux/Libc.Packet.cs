namespace Ka.Linux;

internal static unsafe partial class Libc
{
    internal const int AF_PACKET = 17;
    internal const int SOL_PACKET = 263;
    internal const int PACKET_AUXDATA = 8;
    internal const uint TP_STATUS_CSUMNOTREADY = 8;
    internal const ushort ETH_P_IP = 0x800;
    internal const ushort ARPHRD_ETHER = 1;

    internal struct sockaddr_ll
    {
        internal ushort sll_family;
        internal ushort sll_protocol;
        internal int sll_ifindex;
        internal ushort sll_hatype;
        internal byte sll_pkttype;
        internal byte sll_halen;
        internal fixed byte sll_addr[8];
    }

    internal struct tpacket_auxdata
    {
        internal uint tp_status;
        internal uint tp_len;
        internal uint tp_snaplen;
        internal ushort tp_mac;
        internal ushort tp_net;
        internal ushort tp_vlan_tci;
        internal ushort tp_vlan_tpid;
    }
}
