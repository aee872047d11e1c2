using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Apply;

/// <summary>Arrays, volumes and mappings that stand on disks and keep them from being written anew.</summary>
internal static class DiskHolders
{
    /// <summary>Stops all that is made of these devices, the topmost first. Nothing of it is mounted: the plan was refused
    /// otherwise.</summary>
    /// <exception cref="ToolException">Something cannot be stopped.</exception>
    public static void Stop(IReadOnlyList<string> paths, Action<string> say)
    {
        if (paths.Count == 0)
            return;
        var devices = BlockDevice.Read([.. paths]);
        foreach (
            var holder in devices
                .SelectMany(device => Above(device, 0))
                .OrderByDescending(found => found.Depth)
                .DistinctBy(found => found.Device.Path)
        )
            // A part of a device that was stopped has gone with it.
            if (StopCall(holder.Device) is { } call && Exists(holder.Device.Path))
            {
                say($"  {call}");
                call.Run();
            }
    }

    private static IEnumerable<Holder> Above(BlockDevice device, int depth) =>
        device.Children.SelectMany(child => Above(child, depth + 1).Prepend(new Holder(child, depth + 1)));

    private static ToolCommand? StopCall(BlockDevice device) =>
        device.Type is "part" or "disk" or "loop" ? null
        : device.Type is "lvm" ? new ToolCommand("lvchange", "--yes", "--activate", "n", device.Path)
        : device.IsArray ? new ToolCommand("mdadm", "--stop", device.Path)
        : new ToolCommand("dmsetup", "remove", "--retry", device.Path);

    private static bool Exists(string path)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var device);
        device.Dispose();
        return !opened.Is(Errno.ENOENT);
    }

    private sealed record Holder(BlockDevice Device, int Depth);
}
