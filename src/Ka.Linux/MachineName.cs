using System;

namespace Ka.Linux;

/// <summary>The machine's host name, as bytes.</summary>
public static class MachineName
{
    /// <summary>Empty when the kernel does not say.</summary>
    public static BytePath Read()
    {
        var path = BytePath.FromText("/proc/sys/kernel/hostname");
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        return opened.IsSuccess ? new BytePath(Files.ReadToEnd(file, path).AsSpan().TrimEnd((byte)'\n')) : default;
    }
}
