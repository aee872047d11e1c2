using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A block device as lsblk(8) has it, with all that is made of it.</summary>
public sealed record BlockDevice
{
    private static readonly string[] s_pluggable = ["usb", "ieee1394"];

    private static readonly string[] s_bootAreas = ["boot", "rpmb", "gp"];

    // Memory, files, drives for discs, and devices behind which is a program or another device.
    private static readonly string[] s_noDisks =
    [
        "ram",
        "zram",
        "loop",
        "nbd",
        "rnbd",
        "ublkb",
        "nullb",
        "rbd",
        "drbd",
        "etherd",
        "fd",
        "sr",
        "mtdblock",
        "ubiblock",
        "dm-",
        "md",
        "bcache",
        "zd",
    ];

    public required string Name { get; init; }

    public required string Path { get; init; }

    /// <summary>The kernel's own name: <c>dm-0</c> for <c>vg0-root</c>; <see cref="Name"/> when lsblk does not say.</summary>
    public string KernelName { get; init; } = "";

    /// <summary>null when lsblk does not say.</summary>
    public DeviceNumber? Number { get; init; }

    /// <summary><c>disk</c>, <c>loop</c>, <c>part</c>, <c>lvm</c>, <c>raid1</c>, <c>crypt</c> and so on.</summary>
    public required string Type { get; init; }

    public long Size { get; init; }

    public int SectorSize { get; init; }

    /// <summary>It can be pulled: a card, a stick, a disk on USB.</summary>
    public bool Removable { get; init; }

    public bool ReadOnly { get; init; }

    public string? Serial { get; init; }

    public string? Wwn { get; init; }

    public string? Model { get; init; }

    /// <summary>How it is attached: <c>sata</c>, <c>nvme</c>, <c>usb</c>, <c>fc</c>, <c>iscsi</c> and so on; null: not known, as
    /// for all virtual disks.</summary>
    public string? Transport { get; init; }

    /// <summary>Type of the file system, of the RAID or LVM member, or of the swap space on it; null: none, or not
    /// known.</summary>
    public string? FileSystem { get; init; }

    public string? Label { get; init; }

    /// <summary>UUID of what <see cref="FileSystem"/> names.</summary>
    public string? Uuid { get; init; }

    /// <summary>Its partition table: <c>gpt</c>, <c>dos</c>; null: none, or lsblk does not say (before 2.35).</summary>
    public string? TableType { get; init; }

    /// <summary>Where it is mounted, <c>[SWAP]</c> among them, by lsblk and by the kernel.</summary>
    public IReadOnlyList<string> MountPoints { get; init; } = [];

    public IReadOnlyList<BlockDevice> Children { get; init; } = [];

    /// <summary>A disk that a system may live on, and not memory, a file or a drive for discs.</summary>
    public bool IsFixedDisk => !Removable && !IsVirtual && !IsBootArea;

    /// <summary>No disk that a system may live on: memory, a file, a drive for discs, a device of another program.</summary>
    public bool IsVirtual =>
        Type != "disk" || Size <= 0 || Array.Exists(s_noDisks, prefix => Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A hardware partition of an eMMC beside its user area: <c>mmcblk0boot0</c>, <c>mmcblk0rpmb</c>.</summary>
    public bool IsBootArea =>
        Name.StartsWith("mmcblk", StringComparison.Ordinal)
        && Array.Exists(s_bootAreas, area => Name.AsSpan("mmcblk".Length).TrimStart("0123456789").StartsWith(area));

    /// <summary>A software RAID (md(4)), running or not.</summary>
    public bool IsArray => Type.StartsWith("raid", StringComparison.Ordinal) || Type is "linear" or "md";

    /// <summary>It and all that is made of it.</summary>
    public IEnumerable<BlockDevice> Tree() => Children.SelectMany(child => child.Tree()).Prepend(this);

    /// <summary>What <c>lsblk -J -b -o …</c> printed.</summary>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<BlockDevice> Parse(string json) =>
        ReportJson.Read("lsblk", json, root => (IReadOnlyList<BlockDevice>)root.Items("blockdevices", Read));

    /// <summary>All devices of this machine, or those that are named, with what is made of each.</summary>
    /// <param name="words">Options of lsblk, and paths of devices.</param>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<BlockDevice> Read(params string[] words) => BlockDeviceQuery.Read(words);

    /// <summary><c>8:1</c>; null when it is something else.</summary>
    internal static DeviceNumber? ParseNumber(string? text) =>
        text?.Split(':') is [var major, var minor]
        && uint.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var high)
        && uint.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var low)
            ? new DeviceNumber(high, low)
            : null;

    private static BlockDevice Read(System.Text.Json.JsonElement element) =>
        new()
        {
            Name = element.Text("name") ?? "",
            Path = element.Text("path") ?? PathOf(element.Text("name") ?? "", element.Text("kname")),
            KernelName = element.Text("kname") ?? element.Text("name") ?? "",
            Number = ParseNumber(element.Text("maj:min")),
            Type = element.Text("type") ?? "",
            Size = element.Number("size") ?? 0,
            SectorSize = (int)(element.Number("log-sec") ?? 512),
            Removable = element.Flag("rm") || s_pluggable.Contains(element.Text("tran")),
            ReadOnly = element.Flag("ro"),
            Serial = element.Text("serial"),
            Wwn = element.Text("wwn"),
            Model = element.Text("model"),
            Transport = element.Text("tran"),
            Uuid = element.Text("uuid"),
            TableType = element.Text("pttype"),
            FileSystem = element.Text("fstype"),
            Label = element.Text("label"),
            MountPoints =
            [
                .. element.Items("mountpoints", item => item.GetString()).Append(element.Text("mountpoint")).OfType<string>(),
            ],
            Children = element.Items("children", Read),
        };

    /// <summary>util-linux 2.32 does not say it: NAME is the device mapper's name there, too.</summary>
    private static string PathOf(string name, string? kernelName) =>
        (kernelName ?? "").StartsWith("dm-", StringComparison.Ordinal) ? $"/dev/mapper/{name}" : $"/dev/{name}";
}
