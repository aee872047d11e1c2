using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Prepare.Model;

/// <summary>This machine's disks, as far as they belong to a tree that is mounted on them.</summary>
public static class TargetCapture
{
    /// <summary>The disks under what is mounted there, and every other fixed disk that this machine does not use.</summary>
    /// <param name="disks">More disks, or, when there are any, all besides those under the tree.</param>
    /// <exception cref="ToolException">A tool failed or is missing.</exception>
    /// <exception cref="LayoutException">There is something that cannot be described.</exception>
    public static Layout Read(string root, IReadOnlyList<string> disks)
    {
        var chosen = new List<string>();
        var made = OwnedDisks.Of(root);
        foreach (var device in BlockDevice.Read())
            if (IsUnder(device, root) || (disks.Count == 0 && device.IsFixedDisk && MachineDisk.From(device, made).InUse is null))
                chosen.Add(device.Path);
        foreach (var disk in disks)
            if ((disk.StartsWith('/') ? disk : "/dev/" + disk) is var path && !chosen.Contains(path))
                chosen.Add(path);
        if (chosen.Count == 0)
            throw new LayoutException($"no disk is mounted on '{BytePath.FromText(root)}'");
        return LayoutCapture.Read(new LayoutRequest { Root = root, Disks = chosen }) with { Cards = NetworkCards.Read() };
    }

    /// <summary>The kernel offers the firmware's variables.</summary>
    public static bool HasNvram()
    {
        var path = BytePath.FromText("/proc/filesystems");
        using var file = Files.OpenRead(path);
        return Machine.ReadFirmware() == Firmware.Uefi
            && SurrogateEscape.Decode(Files.ReadToEnd(file, path)).Contains("efivarfs", StringComparison.Ordinal);
    }

    private static bool IsUnder(BlockDevice device, string root)
    {
        foreach (var part in device.Tree())
        foreach (var place in part.MountPoints)
            if (place == root || place.StartsWith(root + "/", StringComparison.Ordinal))
                return true;
        return false;
    }
}
