namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const uint TP_STATUS_CSUMNOTREADY = 8;
    internal const ushort ETH_P_IP = 0x800;
    internal const ushort ARPHRD_ETHER = 1;

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
