using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Boot.Modules;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Boot;

/// <summary>The hardware of this machine, read from sysfs and procfs.</summary>
public static class MachineInventory
{
    private const long SysfsSector = 512;

    // Neither a disk of a machine, nor something to put a system on.
    private static readonly string[] s_notDisks =
    [
        "loop",
        "ram",
        "zram",
        "sr",
        "fd",
        "dm-",
        "md",
        "nbd",
        "rbd",
        "drbd",
        "zd",
        "bcache",
    ];

    // Of an eMMC: its own code and keys, beside what is for a system.
    private static readonly string[] s_bootAreas = ["boot0", "boot1", "rpmb"];

    /// <param name="root">"/" in production.</param>
    public static Inventory Read(BytePath root)
    {
        var sysfs = root.Join("sys"u8);
        var (processors, model) = Processors(root);
        return new Inventory
        {
            Firmware =
                Files.TryOpenDirectory(sysfs.Join("firmware/efi"u8), out var efi) is var found && Closed(efi, found)
                    ? Firmware.Uefi
                    : Firmware.Bios,
            SecureBoot = IsSecureBoot(sysfs),
            Memory = Memory(root),
            Processors = processors,
            Processor = Label(model),
            Devices = (uint)DeviceAliases.Read(sysfs).Count,
            Interfaces = [.. Interfaces(sysfs).Take(WireLimits.Interfaces)],
            Disks = [.. Disks(sysfs).Take(WireLimits.Disks)],
        };
    }

    /// <summary>Whole disks that are not empty drives, in the order of their names.</summary>
    public static IReadOnlyList<InventoryDisk> Disks(BytePath sysfs)
    {
        var block = sysfs.Join("block"u8);
        List<InventoryDisk> disks = [];
        foreach (var name in SysfsFile.Entries(block))
        {
            var disk = block.Join(name);
            var sectors = SysfsFile.Number(disk, "size") ?? 0;
            if (sectors > 0 && IsDisk(name.ToString()))
                disks.Add(Disk(block, name, sectors));
        }
        return disks;
    }

    internal static bool IsDisk(string name) =>
        !s_notDisks.Any(other => name.StartsWith(other, StringComparison.Ordinal))
        && !(
            name.StartsWith("mmcblk", StringComparison.Ordinal)
            && s_bootAreas.Any(area => name.EndsWith(area, StringComparison.Ordinal))
        );

    private static bool Closed(Fd directory, SysResult opened)
    {
        directory.Dispose();
        return opened.IsSuccess;
    }

    private static InventoryDisk Disk(BytePath block, BytePath name, long sectors)
    {
        var disk = block.Join(name);
        var serial = SysfsFile.Text(disk, "serial") is { Length: > 0 } own ? own : SysfsFile.Text(disk, "device/serial");
        return new InventoryDisk
        {
            Name = Label(name),
            Model = Label(SysfsFile.Text(disk, "device/model")),
            Serial = Label(serial.Length > 0 ? serial : Page80(disk)),
            Transport = Label(Transport(SysfsFile.LinkTarget(block, name.ToString()))),
            Size = sectors * SysfsSector,
            SectorSize = (uint)(SysfsFile.Number(disk, "queue/logical_block_size") ?? SysfsSector),
            Removable = SysfsFile.Number(disk, "removable") == 1,
        };
    }

    /// <summary>The unit serial number of a SCSI or SATA disk: four bytes of header, then text.</summary>
    private static string Page80(BytePath disk) =>
        Files.TryReadAll(disk.Join("device/vpd_pg80"u8), out var page, 4096).IsSuccess && page.Length > 4
            ? BytePath.Escape(page.AsSpan(4).Trim(" \0"u8))
            : "";

    /// <summary>Read off the path of the device: <c>../devices/pci0000:00/0000:00:1f.2/ata1/host0/…</c></summary>
    internal static string Transport(string path)
    {
        // A disk of a fabric has a controller in the machine, too.
        if (path.Contains("/rport-", StringComparison.Ordinal))
            return "fc";
        if (path.Contains("/session", StringComparison.Ordinal))
            return "iscsi";
        if (path.Contains("/nvme-fabrics/", StringComparison.Ordinal))
            return "nvme over fabrics";
        foreach (var part in path.Split('/'))
        foreach (var transport in (ReadOnlySpan<string>)["usb", "ata", "nvme", "virtio", "mmc"])
            if (
                part.StartsWith(transport, StringComparison.Ordinal)
                && part.Length > transport.Length
                && char.IsAsciiDigit(part[transport.Length])
            )
                return transport;
        return path.Contains("/host", StringComparison.Ordinal) ? "scsi" : "";
    }

    private static IEnumerable<InventoryInterface> Interfaces(BytePath sysfs)
    {
        var net = sysfs.Join("class/net"u8);
        foreach (var name in SysfsFile.Entries(net))
        {
            var link = net.Join(name);
            // What has no device behind it is made of software.
            if (SysfsFile.LinkName(link, "device").Length == 0)
                continue;
            var speed = SysfsFile.Number(link, "speed") ?? 0;
            yield return new InventoryInterface(
                Label(name),
                Label(SysfsFile.Text(link, "address")),
                Label(SysfsFile.LinkName(link, "device/driver")),
                (uint)Math.Clamp(speed, 0, uint.MaxValue)
            );
        }
    }

    /// <summary>An EFI variable is four bytes of attributes, then this one's single byte.</summary>
    private static bool IsSecureBoot(BytePath sysfs) =>
        Files
            .TryReadAll(
                sysfs.Join("firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"u8),
                out var variable,
                64
            )
            .IsSuccess && variable is [_, _, _, _, 1];

    private static long Memory(BytePath root) =>
        Files.TryReadAll(root.Join("proc/meminfo"u8), out var text).IsSuccess ? MemoryFigures.Parse(text).Total : 0;

    private static (ushort Count, string Model) Processors(BytePath root)
    {
        if (!Files.TryReadAll(root.Join("proc/cpuinfo"u8), out var text, 16 << 20).IsSuccess)
            return (0, "");
        var lines = Encoding.Latin1.GetString(text).Split('\n');
        var model = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? "";
        var count = lines.Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        return ((ushort)Math.Min(count, ushort.MaxValue), model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
    }

    private static BytePath Label(string text) => Label(BytePath.FromText(text));

    private static BytePath Label(BytePath text) =>
        text.Bytes.Length <= WireLimits.Label ? text : new BytePath(text.Bytes[..WireLimits.Label]);
}
