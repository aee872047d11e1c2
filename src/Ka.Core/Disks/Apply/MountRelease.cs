using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Disks;

/// <summary>Takes off what is mounted below a directory, the last one first, and stops the volumes and arrays that were under it.</summary>
public sealed class MountRelease(string directory, Action<string> say)
{
    /// <summary>Nothing mounted: nothing is done.</summary>
    /// <exception cref="ToolException">Something is still in use.</exception>
    public void Release()
    {
        var mounts = MountedFileSystem.Parse(new ToolCall("findmnt", "-J", "-b", "--list", "-o", MountedFileSystem.Columns).Run())
            .Where(mount => mount.Target == directory || mount.Target.StartsWith(directory + "/", StringComparison.Ordinal)).ToList();
        var below = mounts.Select(mount => mount.Source).Where(source => source.StartsWith("/dev/", StringComparison.Ordinal)).Distinct().SelectMany(Below).ToList();
        // The order in which the kernel lists them is that in which they were mounted.
        foreach (var mount in Enumerable.Reverse(mounts))
            Run(new ToolCall("umount", mount.Target));
        // The whole group: swap on one of its volumes was never mounted.
        foreach (var name in below.Where(device => device.Type == "lvm").Select(device => device.Path).Distinct().Select(GroupOf).OfType<string>().Distinct().ToList())
            Run(new ToolCall("vgchange", "--activate", "n", name));
        foreach (var device in below.Where(device => device.IsArray).DistinctBy(device => device.Path))
            Run(new ToolCall("mdadm", "--stop", device.Path));
    }

    /// <summary>A device and all that it stands on.</summary>
    private static IEnumerable<BlockDevice> Below(string source) =>
        BlockDevice.Parse(new ToolCall("lsblk", "-J", "-b", "-s", "-o", BlockDevice.Columns, source).Run()).SelectMany(device => device.Tree());

    /// <summary>null: a part of a mirrored volume, which LVM does not show.</summary>
    private static string? GroupOf(string path)
    {
        var lookup = new ToolCall("lvs", "--noheadings", "-o", "vg_name", path).TryRun();
        return lookup.Status == 0 && lookup.Text.Trim() is { Length: > 0 } name ? name : null;
    }

    private void Run(ToolCall call)
    {
        say($"  {call}");
        call.Run();
    }
}
