using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Disks.Probe;

/// <summary>A disk that could be taken.</summary>
public sealed record MachineDisk
{
    private const int BusyTries = 20;

    private static readonly TimeSpan s_busyInterval = TimeSpan.FromMilliseconds(100);

    public required string Name { get; init; }

    public required string Path { get; init; }

    public required long Size { get; init; }

    public required int SectorSize { get; init; }

    public string? Serial { get; init; }

    public string? Wwn { get; init; }

    public string? Model { get; init; }

    /// <summary>How this machine reaches it.</summary>
    public DiskTransport Transport { get; init; } = DiskTransport.Unknown;

    /// <summary>What was found on it.</summary>
    public DiskSignatures Signatures { get; init; } = DiskSignatures.Nothing;

    public bool Removable { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Memory, a file, a drive for discs, another program's device: only taken when it is named.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>It holds the boot code of an eMMC, or its keys, and no partitions.</summary>
    public bool IsBootArea { get; init; }

    /// <summary>The operator named it.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What of it is in use by this machine, and where: <c>sda1 is mounted on /</c>; null when nothing is.</summary>
    public string? InUse { get; init; }

    /// <summary>The multipath device of which it is a path; null when of no such device.</summary>
    public string? Multipath { get; init; }

    /// <summary>The name of the disk to which it is another path; null when to no other.</summary>
    public string? SameAs { get; init; }

    /// <summary>Why it cannot be taken; null when it can.</summary>
    /// <param name="isMapped">The operator's map names it, and not only its size.</param>
    public Finding? Refusal(bool isMapped)
    {
        var agreed = IsNamed || isMapped;
        return Removable ? Of(FindingKind.DiskRemovable)
            : ReadOnly ? Of(FindingKind.DiskReadOnly)
            : IsBootArea ? Of(FindingKind.DiskBootArea)
            : Multipath is not null ? Of(FindingKind.DiskMultipath, Multipath)
            : SameAs is not null ? Of(FindingKind.DiskSamePath, SameAs)
            : InUse is not null ? Of(FindingKind.DiskInUse, InUse)
            : IsVirtual && !IsNamed ? Of(FindingKind.DiskVirtual)
            : !Transport.IsLocal && !agreed ? Of(FindingKind.DiskNotLocal, Transport.Name)
            : SectorSize is not (512 or 4096) ? Finding.Of(FindingKind.DiskSectors, Name, SectorSize)
            : null;
    }

    internal static MachineDisk From(BlockDevice device, OwnedDisks made) =>
        new()
        {
            Name = device.Name,
            Path = device.Path,
            Size = device.Size,
            SectorSize = device.SectorSize,
            Serial = device.Serial,
            Wwn = device.Wwn,
            Model = device.Model,
            Removable = device.Removable,
            ReadOnly = device.ReadOnly,
            IsVirtual = device.IsVirtual,
            IsBootArea = device.IsBootArea,
            Multipath =
                device.Tree().FirstOrDefault(part => part.Type == "mpath")?.Name
                ?? (device.FileSystem == "mpath_member" ? "that multipathd will make of it" : null),
            InUse = Use(device, made),
        };

    private Finding Of(FindingKind kind, string detail = "") => new(kind, Name, detail);

    private static string? Use(BlockDevice device, OwnedDisks made)
    {
        foreach (var part in device.Tree())
        foreach (var place in part.MountPoints)
            if (place == "[SWAP]")
                return $"{part.Name} is swapped to";
            else if (!made.Has(device.Name) || !made.IsInside(place))
                return $"{part.Name} is mounted on {BytePath.FromText(place)}";
        // What is mounted in another name space, or as one of several devices of a btrfs, is on no list: the kernel knows.
        return
            device.Tree().FirstOrDefault(part => part is { Children.Count: 0, MountPoints.Count: 0 } && IsBusy(part.Path))
                is { } busy
            ? $"the kernel uses {busy.Name}"
            : null;
    }

    /// <summary>udev and its programs hold a device for moments.</summary>
    private static bool IsBusy(string path)
    {
        var nothing = new PollSet(1);
        for (var tries = 0; ; tries++)
        {
            var opened = Files.TryOpenUnused(BytePath.FromText(path), out var device);
            device.Dispose();
            if (!opened.Is(Errno.EBUSY) || tries == BusyTries)
                return opened.Is(Errno.EBUSY);
            nothing.Wait(s_busyInterval);
        }
    }
}
