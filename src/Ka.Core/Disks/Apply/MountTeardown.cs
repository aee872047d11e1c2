using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Apply;

/// <summary>Unmounts everything below a directory in reverse order, and stops the volumes and arrays that were under
/// it.</summary>
public sealed class MountTeardown(string directory, Action<string> say)
{
    /// <summary>Places where the programs of a tree find devices, /proc and so on: what a preparation that was killed
    /// left.</summary>
    private static readonly string[] s_system = ["/dev", "/proc", "/sys", "/run"];

    private readonly OwnedDisks _made = OwnedDisks.Of(directory);

    /// <summary>Unmounts everything there, also mounts that <c>ka</c> did not make.</summary>
    /// <exception cref="ToolException">Something is still in use.</exception>
    public void Release()
    {
        var mounts = Mounts();
        var below = mounts
            .Select(mount => mount.Source)
            .Where(source => source.StartsWith("/dev/", StringComparison.Ordinal))
            .Distinct()
            .SelectMany(Below)
            .ToList();
        // The order in which the kernel lists them is that in which they were mounted.
        foreach (var mount in Enumerable.Reverse(mounts))
            Run(new ToolCommand("umount", mount.Target));
        // The whole group: swap on one of its volumes was never mounted.
        foreach (
            var name in below
                .Where(device => device.Type == "lvm")
                .Select(device => device.Path)
                .Distinct()
                .Select(GroupOf)
                .OfType<string>()
                .Distinct()
                .ToList()
        )
            Run(new ToolCommand("vgchange", "--activate", "n", name));
        foreach (var device in below.Where(device => device.IsArray).DistinctBy(device => device.Path))
            Run(new ToolCommand("mdadm", "--stop", device.Path));
        OwnedDisks.Forget(directory);
    }

    /// <summary>Writes everything to the disks: the file systems mounted below the directory, and what was written to whole disks
    /// (boot loaders).</summary>
    /// <param name="disks">Paths of the disks.</param>
    /// <exception cref="LinuxException">Something could not be written since it was mounted (syncfs(2), Linux 5.8).</exception>
    /// <remarks>Neither sync(2) nor umount(2) reports a failed write.</remarks>
    public void Sync(IEnumerable<string> disks)
    {
        foreach (var mount in Mounts().Where(mount => mount.Source.StartsWith("/dev/", StringComparison.Ordinal)))
        {
            using var root = Files.OpenDirectory(BytePath.FromText(mount.Target));
            FileSystems.Sync(root).OrThrow("syncfs", BytePath.FromText(mount.Target));
        }
        foreach (var path in disks.Select(BytePath.FromText))
        {
            using var disk = Files.OpenRead(path);
            Files.Sync(disk).OrThrow("fsync", path);
        }
    }

    /// <summary>What an earlier try left.</summary>
    /// <exception cref="LayoutException">A mount there cannot be the rest of an earlier try; nothing was unmounted.</exception>
    /// <exception cref="ToolException">Something is still in use.</exception>
    public void ReleaseOurs()
    {
        if (Foreign() is { Count: > 0 } foreign)
            throw new LayoutException(string.Join("; ", foreign));
        Release();
    }

    /// <summary>What is mounted there, and was not made here since this machine was started: a reason against it for
    /// each.</summary>
    /// <exception cref="ToolException"/>
    public IReadOnlyList<string> Foreign()
    {
        var mounts = Mounts();
        var hasRoot = mounts.Any(mount => mount.Target == directory && IsMade(mount));
        return
        [
            .. mounts
                .Where(mount => !IsMade(mount) && !(hasRoot && s_system.Any(place => IsAt(mount.Target, directory + place))))
                .Select(mount =>
                    $"'{BytePath.FromText(mount.Target)}' ({BytePath.FromText(mount.Source)}) is mounted, and ka has "
                    + $"not made it: unmount it, or say another directory than '{BytePath.FromText(directory)}'"
                ),
        ];
    }

    private List<KernelMount> Mounts() => [.. KernelMount.Read().Where(mount => _made.IsInside(mount.Target))];

    private bool IsMade(KernelMount mount) =>
        mount.Source.StartsWith("/dev/", StringComparison.Ordinal) && Below(mount.Source).Any(device => _made.Has(device.Name));

    private static bool IsAt(string target, string place) =>
        target == place || target.StartsWith(place + "/", StringComparison.Ordinal);

    /// <summary>A device and all that it stands on.</summary>
    private static IEnumerable<BlockDevice> Below(string source) =>
        BlockDevice.Read("-s", source).SelectMany(device => device.Tree());

    /// <summary>null: a part of a mirrored volume, which LVM does not show.</summary>
    private static string? GroupOf(string path)
    {
        var lookup = ToolCommand.Query("lvs", "--noheadings", "-o", "vg_name", path).TryRun();
        return lookup.Status == 0 && lookup.Text.Trim() is { Length: > 0 } name ? name : null;
    }

    private void Run(ToolCommand call)
    {
        say($"  {call}");
        call.Run();
    }
}
