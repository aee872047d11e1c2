using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A disk that would be erased, and what is on it, in plain words.</summary>
public static class DiskText
{
    /// <summary><c>sda -> /dev/vda (8 GiB, virtio, QEMU HARDDISK, serial S, WWN W; now Windows, 2 NTFS file systems, 412 GB
    /// used)</c></summary>
    public static string Describe(DiskMapping disk) =>
        $"{disk.Golden} -> {disk.Device} ({Hardware(disk.Hardware)}; now {Contents(disk.Now)})";

    /// <summary>What is on a disk: <c>empty</c>, <c>a clone of this golden node, 3.1 GB used</c>,
    /// <c>Windows, 2 NTFS file systems, 412 GB used</c>.</summary>
    public static string Contents(DiskContents now) =>
        now.State == DiskState.Empty
            ? "empty"
            : string.Join(
                ", ",
                (now.State == DiskState.Clone ? ["a clone of this golden node"] : System(now.System))
                    .Concat(now.State == DiskState.Clone ? [] : Kinds(now.Parts))
                    .Concat(now.Used is { } used ? [$"{SizeFormat.Of(used)} used"] : [])
                    .DefaultIfEmpty("partitions of unknown contents")
            );

    /// <summary>The kinds of a finding's detail, which are separated by commas: <c>ntfs,ntfs,swap</c>.</summary>
    internal static string Kinds(string types) =>
        string.Join(
            ", ",
            Kinds([.. types.Split(',').GroupBy(type => type).Select(same => new DiskPart(same.Key, same.Count()))])
        );

    private static IEnumerable<string> Kinds(IReadOnlyList<DiskPart> parts) => parts.Select(Describe);

    private static string Hardware(DiskHardware disk) =>
        string.Join(
            ", ",
            new[]
            {
                InventoryText.Binary(disk.Size),
                disk.Transport.Length > 0 ? disk.Transport : "transport unknown",
                disk.Model,
                disk.Serial.Length > 0 ? "serial " + disk.Serial : "",
                disk.Wwn.Length > 0 ? "WWN " + disk.Wwn : "no WWN",
            }.Where(word => word.Length > 0)
        );

    private static IEnumerable<string> System(DiskSystem system) =>
        system switch
        {
            DiskSystem.Windows => ["Windows"],
            DiskSystem.MacOs => ["macOS"],
            DiskSystem.Esx => ["VMware ESX"],
            _ => [],
        };

    private static string Describe(DiskPart part) =>
        part.Type switch
        {
            "crypto_LUKS" => Quantity.Count(part.Count, "LUKS volume", "LUKS volumes"),
            "BitLocker" => Quantity.Count(part.Count, "BitLocker volume", "BitLocker volumes"),
            "LVM2_member" => Quantity.Count(part.Count, "LVM physical volume", "LVM physical volumes"),
            "zfs_member" => Quantity.Count(part.Count, "ZFS member", "ZFS members"),
            "VMFS_volume_member" => Quantity.Count(part.Count, "VMFS volume", "VMFS volumes"),
            "swap" => Quantity.Count(part.Count, "swap space", "swap spaces"),
            DiskPart.Unknown => Quantity.Count(part.Count, "partition", "partitions") + " of unknown contents",
            DiskPart.Ambivalent => Quantity.Count(part.Count, "device", "devices") + " with several signatures",
            DiskPart.Unreadable => Quantity.Count(part.Count, "device", "devices") + " that cannot be read",
            _ when part.Type.EndsWith("raid_member", global::System.StringComparison.Ordinal) => Quantity.Count(
                part.Count,
                "RAID member",
                "RAID members"
            ),
            _ => Quantity.Count(part.Count, $"{Name(part.Type)} file system", $"{Name(part.Type)} file systems"),
        };

    private static string Name(string type) =>
        type switch
        {
            "ntfs" => "NTFS",
            "vfat" => "FAT",
            "exfat" => "exFAT",
            "apfs" => "APFS",
            "hfsplus" => "HFS+",
            "xfs" => "XFS",
            "refs" or "ReFS" => "ReFS",
            _ => type,
        };
}
