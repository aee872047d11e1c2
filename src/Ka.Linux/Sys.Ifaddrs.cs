using System.Runtime.InteropServices;

namespace Ka.Linux;

internal static unsafe partial class Sys
{
    internal const uint IFF_UP = 1;
    internal const uint IFF_BROADCAST = 2;
    internal const uint IFF_LOOPBACK = 8;
    internal const uint IFF_RUNNING = 0x40;

    internal struct ifaddrs
    {
        internal ifaddrs* ifa_next;
        internal byte* ifa_name;
        internal uint ifa_flags;
        internal byte* ifa_addr;
        internal byte* ifa_netmask;
        internal byte* ifa_ifu;
        internal void* ifa_data;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getifaddrs(ifaddrs** ifap);

    [LibraryImport("libc")]
    internal static partial void freeifaddrs(ifaddrs* ifa);
}
