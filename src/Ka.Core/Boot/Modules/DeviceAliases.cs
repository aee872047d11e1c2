using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Boot.Modules;

/// <summary>The names under which the kernel knows the devices that are there:
/// <c>/sys/bus/BUS/devices/DEVICE/modalias</c>.</summary>
public static class DeviceAliases
{
    private const int LongestAlias = 4096;

    /// <param name="sysfs">/sys in production. Nothing there: no devices.</param>
    public static IReadOnlyList<BytePath> Read(BytePath sysfs)
    {
        List<BytePath> aliases = [];
        var buses = sysfs.Join("bus"u8);
        foreach (var bus in SysfsFile.Entries(buses))
        {
            var devices = buses.Join(bus).Join("devices"u8);
            foreach (var device in SysfsFile.Entries(devices))
                if (
                    Files.TryReadAll(devices.Join(device).Join("modalias"u8), out var alias, LongestAlias).IsSuccess
                    && alias.Length > 1
                )
                    aliases.Add(new BytePath(alias.AsSpan().TrimEnd((byte)'\n')));
        }
        return aliases;
    }
}
