using System;

namespace Ka.Linux;

/// <summary>The machine's host name, as bytes.</summary>
public static class MachineName
{
    /// <summary>Gives it one (sethostname(2)): at most 64 bytes (EINVAL).</summary>
    public static unsafe SysResult Set(BytePath name)
    {
        fixed (byte* start = name.Bytes)
            return SysResult.From(Libc.sethostname(start, name.Bytes.Length));
    }

    /// <summary>Empty when the kernel does not say.</summary>
    public static BytePath Read()
    {
        var path = BytePath.FromText("/proc/sys/kernel/hostname");
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        return opened.IsSuccess ? new BytePath(Files.ReadToEnd(file, path).AsSpan().TrimEnd((byte)'\n')) : default;
    }
}
