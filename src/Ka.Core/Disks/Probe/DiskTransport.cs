using System;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>How a machine reaches a disk.</summary>
/// <param name="Name"><c>sata</c>, <c>nvme</c>, <c>fc</c>, <c>iscsi</c>, <c>nvme over tcp</c> and so on; empty: not known, as
/// with the volumes of a RAID controller.</param>
/// <param name="IsLocal">The disk is in this machine, or in a case that only this machine is connected to.</param>
public sealed record DiskTransport(string Name, bool IsLocal)
{
    /// <summary>Neither sysfs nor lsblk says.</summary>
    public static readonly DiskTransport Unknown = new("", true);

    private const int Longest = 4096;

    // All others, also those that are yet to be invented, are no disks of this machine.
    private static readonly string[] s_local =
    [
        "ata",
        "sata",
        "sas",
        "scsi",
        "spi",
        "nvme",
        "pcie",
        "virtio",
        "mmc",
        "usb",
        "ieee1394",
        "sbp",
    ];

    /// <summary>The classes of hosts whose disks are elsewhere, and their transports.</summary>
    private static readonly (string Class, string Name)[] s_fabrics =
    [
        ("fc_host", "fc"),
        ("iscsi_host", "iscsi"),
        ("srp_host", "srp"),
    ];

    /// <summary>Reads it from sysfs, and takes lsblk's word where sysfs has none.</summary>
    /// <param name="sysfs"><c>/sys</c> in production.</param>
    internal static DiskTransport Read(BytePath sysfs, BlockDevice device)
    {
        var block = sysfs.Join("block"u8);
        var name = device.Name.Replace('/', '!');
        var host = "";
        var path = Target(block, name);
        foreach (var part in path.Split('/'))
            if (part.StartsWith("host", StringComparison.Ordinal) && part.Length > 4 && part[4..].All(char.IsAsciiDigit))
                host = part;
        var fabric = Array.Find(
            s_fabrics,
            one => host.Length > 0 && Exists(sysfs.Join(BytePath.FromText($"class/{one.Class}/{host}")))
        );
        var controllers = path.Contains("nvme", StringComparison.Ordinal)
            ? NvmeTransports(block.Join(BytePath.FromText(name)))
            : [];
        return Of(path, device.Transport, fabric.Name, controllers);
    }

    /// <summary>What the facts mean; pure.</summary>
    /// <param name="path">Where <c>/sys/block/NAME</c> points to.</param>
    /// <param name="listed">What lsblk says.</param>
    /// <param name="fabric">Transport of the host's class; null: of no class that is known to be elsewhere.</param>
    /// <param name="controllers">Transports of the controllers of an NVMe disk.</param>
    internal static DiskTransport Of(string path, string? listed, string? fabric, string[] controllers)
    {
        if (Array.Find(controllers, transport => transport != "pcie") is { } far)
            return new DiskTransport("nvme over " + far, false);
        if (listed is { Length: > 0 } && !s_local.Contains(listed))
            return new DiskTransport(listed, false);
        if (fabric is not null || FabricOf(path) is not null)
            return new DiskTransport(fabric ?? FabricOf(path)!, false);
        return new DiskTransport(listed ?? BusOf(path), true);
    }

    /// <summary>A remote port is one of Fibre Channel, a session is one of iSCSI.</summary>
    private static string? FabricOf(string path) =>
        path.Contains("/rport-", StringComparison.Ordinal) ? "fc"
        : path.Contains("/session", StringComparison.Ordinal) ? "iscsi"
        : path.Contains("/devices/rbd/", StringComparison.Ordinal) ? "rbd"
        : path.Contains("/nvme-fabrics/", StringComparison.Ordinal) ? "nvme over fabrics"
        : null;

    private static string BusOf(string path)
    {
        foreach (var part in path.Split('/'))
        foreach (var bus in (ReadOnlySpan<string>)["usb", "ata", "nvme", "virtio", "mmc"])
            if (part.Length > bus.Length && part.StartsWith(bus, StringComparison.Ordinal) && char.IsAsciiDigit(part[bus.Length]))
                return bus;
        return "";
    }

    /// <summary>A disk with several controllers is one of a subsystem, which lists them.</summary>
    private static string[] NvmeTransports(BytePath disk)
    {
        var device = disk.Join("device"u8);
        if (Text(device.Join("transport"u8)) is { Length: > 0 } own)
            return [own];
        var opened = Files.TryOpenDirectory(device, out var folder);
        using var closing = folder;
        var found = new System.Collections.Generic.List<string>();
        var entries = new DirectoryEntries(16 << 10);
        while (opened.IsSuccess && entries.Fill(folder) is { IsSuccess: true, Value: > 0 })
        while (entries.TryNext(out var entry))
            if (Text(device.Join(new BytePath(entry.Name)).Join("transport"u8)) is { Length: > 0 } transport)
                found.Add(transport);
        return [.. found];
    }

    private static string Text(BytePath path) =>
        Files.TryReadAll(path, out var bytes, Longest).IsSuccess ? Encoding.ASCII.GetString(bytes).Trim() : "";

    private static string Target(BytePath directory, string name)
    {
        var opened = Files.TryOpenDirectory(directory, out var folder);
        using var closing = folder;
        var target = new byte[Longest];
        var read = opened.IsSuccess ? Files.ReadSymbolicLink(folder, BytePath.FromText(name), target) : opened;
        return read.IsSuccess ? Encoding.Latin1.GetString(target, 0, (int)read.Value) : "";
    }

    private static bool Exists(BytePath directory)
    {
        var opened = Files.TryOpenDirectory(directory, out var folder);
        folder.Dispose();
        return opened.IsSuccess;
    }
}
