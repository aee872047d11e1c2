using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A layout as it was captured, and what it has to be true of.</summary>
public sealed record Capture(Layout Layout, CaptureFacts Facts);

/// <summary>What the kernel and the tools say of the machine that was captured, whatever became of it in the layout. The
/// kernel's list of mounts is the authority on what is mounted.</summary>
public sealed record CaptureFacts
{
    /// <summary>The golden tree, without a slash at its end; empty for "/".</summary>
    public string Root { get; init; } = "";

    /// <summary>Each device of the chosen disks, and the disks themselves.</summary>
    public IReadOnlyList<CapturedDevice> Devices { get; init; } = [];

    /// <summary>Devices of disks that were not chosen, without those that the operator left out: on a stick, for
    /// example.</summary>
    public IReadOnlyList<CapturedDevice> OtherDevices { get; init; } = [];

    /// <summary>All mounts.</summary>
    public IReadOnlyList<KernelMount> Mounts { get; init; } = [];

    /// <summary>Paths of devices and files that are swapped to.</summary>
    public IReadOnlyList<string> Swaps { get; init; } = [];

    public IReadOnlyList<FstabUse> Fstab { get; init; } = [];

    public IReadOnlyList<ArrayState> Arrays { get; init; } = [];

    public IReadOnlyList<VolumeSnapshot> VolumeSnapshots { get; init; } = [];

    public IReadOnlyList<SubvolumeSnapshot> SubvolumeSnapshots { get; init; } = [];

    /// <summary>The chosen device that is mounted; null: it is on no chosen disk.</summary>
    public CapturedDevice? DeviceOf(KernelMount mount) => Find(Devices, mount);

    /// <summary>The place in the golden tree; null: it is outside.</summary>
    public string? Below(string target) =>
        Root.Length == 0 ? target
        : target == Root ? "/"
        : target.StartsWith(Root + "/", StringComparison.Ordinal) ? target[Root.Length..]
        : null;

    /// <summary>What of the chosen disks a path leads to, by the paths of <see cref="Devices"/>.</summary>
    public IReadOnlyList<MountedFileSystem> Reachable()
    {
        var reach = new MountReach(Mounts);
        return
        [
            .. from mount in Mounts
            let device = DeviceOf(mount)
            where device is not null && reach.Has(mount)
            select MountedFileSystem.From(mount, device.Path),
        ];
    }

    internal static CapturedDevice? Find(IReadOnlyList<CapturedDevice> devices, KernelMount mount)
    {
        foreach (var device in devices)
            if (device.Number is { } number && number == mount.Device)
                return device;
        // btrfs has numbers of its own.
        foreach (var device in devices)
            if (device.Paths.Contains(mount.Source))
                return device;
        return null;
    }
}

/// <summary>A block device of a chosen disk.</summary>
/// <param name="Paths">The path that people know first, then others.</param>
/// <param name="Type">As lsblk has it: <c>part</c>, <c>lvm</c>, <c>crypt</c>.</param>
/// <param name="Disks">The disks that it is on.</param>
/// <param name="Name">Its name in the layout; null: the layout has no such device.</param>
public sealed record CapturedDevice(
    IReadOnlyList<string> Paths,
    DeviceNumber? Number,
    string Type,
    IReadOnlyList<string> Disks,
    string? Name
)
{
    /// <summary>Several signatures are on it (blkid(8), status 8).</summary>
    public bool IsAmbivalent { get; init; }

    /// <summary>What is on it is not known: this process cannot read it.</summary>
    public bool IsUnreadable { get; init; }

    public string Path => Paths[0];
}

/// <summary>A line of the golden fstab.</summary>
/// <param name="Device">The device in the layout that it names; null: another one.</param>
public sealed record FstabUse(MountedFileSystem Line, string? Device);

/// <summary>How many devices an array is made for, and how many it has.</summary>
public sealed record ArrayState(string Name, string Level, int Devices, int Present);

/// <summary>A snapshot that LVM made of a volume; its file system has the UUID of its origin's.</summary>
/// <param name="Path">The device mapper's path.</param>
public sealed record VolumeSnapshot(string Group, string Name, string Origin, string Path);

/// <summary>A snapshot that btrfs made of a subvolume.</summary>
/// <param name="Path">From the top of the file system, without a leading slash.</param>
public sealed record SubvolumeSnapshot(string Device, string Path, bool IsReadOnly);
