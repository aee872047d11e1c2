namespace Ka.Linux;

internal static unsafe partial class Sys
{
    /// <summary>Bytes of sockaddr_in6, the longer of the two address types in use.</summary>
    internal const int SockaddrLength = 28;
}
