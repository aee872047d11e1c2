using System.Globalization;
using System.Linq;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A machine in one line: <c>2 disks (sda 8 GiB, vda 4 GiB), uefi, 512 MiB</c>. Binary units, as firmware shows
/// memory.</summary>
public static class InventoryText
{
    private static readonly string[] s_units = ["KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Describe(Inventory inventory)
    {
        var disks =
            inventory.Disks.Count == 0
                ? "no disk"
                : Quantity.Count(inventory.Disks.Count, "disk", "disks")
                    + $" ({string.Join(", ", inventory.Disks.Select(disk => $"{disk.Name} {Binary(disk.Size)}"))})";
        var firmware = inventory.Firmware == Firmware.Uefi ? "uefi" : "bios";
        return $"{disks}, {firmware}{(inventory.SecureBoot ? " with secure boot" : "")}, {Binary(inventory.Memory)}";
    }

    /// <summary>Bytes in binary units: <c>8 GiB</c>.</summary>
    internal static string Binary(long bytes)
    {
        var value = bytes / 1024.0;
        var unit = 0;
        while (value >= 1023.95 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return $"{value.ToString(value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture)} {s_units[unit]}";
    }
}
