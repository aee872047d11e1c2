using System;
using Ka.Linux;

namespace Ka.Trees.Writing;

/// <summary>The umask, which umask(2) tells only by changing it under every thread.</summary>
internal static class Umask
{
    /// <summary>Reads the umask from /proc; without /proc it is all bits, so that permissions are always set
    /// afterwards.</summary>
    public static uint Read()
    {
        var opened = Files.TryOpenRead("/proc/self/status"u8, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
            return FilePermissions.Full;
        ReadOnlySpan<byte> status = Files.ReadToEnd(file, BytePath.FromText("/proc/self/status"));
        var start = status.IndexOf("\nUmask:\t"u8);
        if (start < 0)
            return FilePermissions.Full;
        var value = 0u;
        foreach (var digit in status[(start + 8)..])
        {
            if (digit is < (byte)'0' or > (byte)'7')
                break;
            value = value << 3 | (uint)(digit - '0');
        }
        return value;
    }
}
