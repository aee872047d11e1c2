using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A block device as lsblk(8) has it, with all that is made of it.</summary>
public sealed record BlockDevice
{
    /// <summary>What is asked of lsblk.</summary>
    internal const string Columns = "NAME,PATH,TYPE,SIZE,LOG-SEC,RM,RO,SERIAL,WWN,MODEL,TRAN,FSTYPE,LABEL,MOUNTPOINTS";

    private static readonly string[] s_pluggable = ["usb", "ieee1394"];

    private static readonly string[] s_noDisks = ["ram", "zram", "loop", "nbd", "fd", "sr", "mtdblock", "dm-"];

    public required string Name { get; init; }

    public required string Path { get; init; }

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

    /// <summary>Type of the file system, of the RAID or LVM member, or of the swap space on it; null: none, or not
    /// known.</summary>
    public string? FileSystem { get; init; }

    public string? Label { get; init; }

    public IReadOnlyList<string> MountPoints { get; init; } = [];

    public IReadOnlyList<BlockDevice> Children { get; init; } = [];

    /// <summary>A disk that a system may live on, and not memory, a file or a drive for discs.</summary>
    public bool IsFixedDisk =>
        Type == "disk"
        && Size > 0
        && !Removable
        && !Array.Exists(s_noDisks, prefix => Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A software RAID (md(4)), running or not.</summary>
    public bool IsArray => Type.StartsWith("raid", StringComparison.Ordinal) || Type is "linear" or "md";

    /// <summary>It and all that is made of it.</summary>
    public IEnumerable<BlockDevice> Tree() => Children.SelectMany(child => child.Tree()).Prepend(this);

    /// <summary>What <c>lsblk -J -b -o …</c> printed.</summary>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<BlockDevice> Parse(string json) =>
        ReportJson.Read("lsblk", json, root => (IReadOnlyList<BlockDevice>)root.Items("blockdevices", Read));

    private static BlockDevice Read(System.Text.Json.JsonElement element) =>
        new()
        {
            Name = element.Text("name") ?? "",
            Path = element.Text("path") ?? "",
            Type = element.Text("type") ?? "",
            Size = element.Number("size") ?? 0,
            SectorSize = (int)(element.Number("log-sec") ?? 512),
            Removable = element.Flag("rm") || s_pluggable.Contains(element.Text("tran")),
            ReadOnly = element.Flag("ro"),
            Serial = element.Text("serial"),
            Wwn = element.Text("wwn"),
            Model = element.Text("model"),
            FileSystem = element.Text("fstype"),
            Label = element.Text("label"),
            MountPoints = [.. element.Items("mountpoints", item => item.GetString()).OfType<string>()],
            Children = element.Items("children", Read),
        };
}
