using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.Prepare.Model;

/// <summary>What of this machine needs a driver before its root is there, and its network cards.</summary>
public sealed record MachineHardware
{
    public IReadOnlyList<HardwareDevice> Disks { get; init; } = [];

    /// <summary>The network cards, in the order of their names.</summary>
    public IReadOnlyList<HardwareDevice> Nics { get; init; } = [];

    /// <summary>Reads sysfs.</summary>
    /// <param name="disks">The kernel's names.</param>
    public static MachineHardware Read(IReadOnlyList<string> disks)
    {
        using var system = new RootTree(BytePath.FromText("/"));
        var found = new List<HardwareDevice>();
        foreach (var disk in disks)
            found.Add(new HardwareDevice(disk, Aliases(system, $"/sys/block/{disk}/device")));
        var nics = new List<HardwareDevice>();
        foreach (var nic in system.List("/sys/class/net"))
            if (system.Resolve($"/sys/class/net/{nic}/device") is not null)
                nics.Add(new HardwareDevice(nic, Aliases(system, $"/sys/class/net/{nic}/device")));
        return new MachineHardware { Disks = found, Nics = nics };
    }

    /// <summary>A device and all that it hangs on, from the outside in: the controller comes first.</summary>
    private static List<string> Aliases(RootTree system, string device)
    {
        var aliases = new List<string>();
        for (
            var path = system.Resolve(device);
            path is not null && path.StartsWith("/sys/devices/", StringComparison.Ordinal);
            path = path[..path.LastIndexOf('/')]
        )
            if (system.IsFile(path + "/modalias"))
                foreach (var line in system.Lines(path + "/modalias"))
                    aliases.Insert(0, line);
        return aliases;
    }
}

/// <summary>A device by the kernel's name, with the names by which its drivers are found (modules.alias).</summary>
public sealed record HardwareDevice(string Name, IReadOnlyList<string> Aliases);
