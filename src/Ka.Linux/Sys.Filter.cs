namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const ushort BPF_LD = 0;
    internal const ushort BPF_LDX = 1;
    internal const ushort BPF_JMP = 5;
    internal const ushort BPF_RET = 6;
    internal const ushort BPF_H = 8;
    internal const ushort BPF_B = 0x10;
    internal const ushort BPF_ABS = 0x20;
    internal const ushort BPF_IND = 0x40;
    internal const ushort BPF_MSH = 0xa0;
    internal const ushort BPF_JEQ = 0x10;
    internal const ushort BPF_JSET = 0x40;
    internal const ushort BPF_K = 0;

    internal struct sock_filter
    {
        internal ushort code;
        internal byte jt;
        internal byte jf;
        internal uint k;
    }

    internal struct sock_fprog
    {
        internal ushort len;
        internal sock_filter* filter;
    }
}
