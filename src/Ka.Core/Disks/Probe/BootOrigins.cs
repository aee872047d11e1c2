using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>What started this machine: by UEFI the firmware's variables say it (efivarfs), by BIOS the boot code of its
/// disks.</summary>
internal static class BootOrigins
{
    private const string Loader = "LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

    /// <summary>UEFI specification 2.10, 3.3: BootCurrent, Boot0000 and so on.</summary>
    private const string Global = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

    /// <summary>A file of efivarfs begins with the variable's attributes.</summary>
    private const int Attributes = 4;

    private const int Largest = 64 << 10;

    /// <summary>Null when nothing says it, or when the machine was started from elsewhere: from a stick, from the
    /// network.</summary>
    public static BootOrigin? Read(Firmware firmware, IReadOnlyList<Disk> disks) =>
        firmware == Firmware.Uefi
            ? FromVariables(BytePath.FromText("/sys/firmware/efi/efivars"), disks)
            : FromCode(disks.Select(disk => Code("/dev/" + disk.Name)));

    /// <param name="directory">Where efivarfs is mounted.</param>
    internal static BootOrigin? FromVariables(BytePath directory, IReadOnlyList<Disk> disks)
    {
        var option = Current(directory);
        if (option?.Partition is { } id && !disks.Any(disk => Has(disk, id)))
            return null;
        var origin = new BootOrigin
        {
            Loader = Clean(Variable(directory, Loader) is { } name ? Encoding.Unicode.GetString(name).Split('\0')[0] : null),
            Entry = option?.Partition is null ? null : Clean(option.Label),
            Path = option?.Partition is null ? null : Clean(option.Path),
        };
        return origin == new BootOrigin() ? null : origin;
    }

    /// <summary>The loader whose code is on the disks; null where they disagree.</summary>
    internal static BootOrigin? FromCode(IEnumerable<byte[]?> codes) =>
        codes.Select(code => code is null ? null : NameOf(code)).OfType<string>().Distinct().ToList() is [var name]
            ? new BootOrigin { Loader = name }
            : null;

    private static string? NameOf(ReadOnlySpan<byte> code) =>
        // Both GRUBs have the same words; GRUB 2 ends the line of an error.
        code.IndexOf("GRUB \0Geom"u8) >= 0
            ? code.IndexOf(" Error\r\n"u8) >= 0
                ? "GRUB"
                : "GRUB legacy"
            : code.IndexOf("LILO"u8) is >= 0 and < 16
                ? "LILO"
                // mbr.bin, gptmbr.bin: they start the partition that is marked, where extlinux is.
                : code.IndexOf("Multiple active partitions"u8) >= 0
                    ? "SYSLINUX"
                    : null;

    private static LoadOption? Current(BytePath directory) =>
        Variable(directory, "BootCurrent-" + Global) is { Length: >= 2 } number
        && Variable(
            directory,
            string.Create(CultureInfo.InvariantCulture, $"Boot{BinaryPrimitives.ReadUInt16LittleEndian(number):X4}-{Global}")
        )
            is { } option
            ? LoadOption.Parse(option)
            : null;

    private static bool Has(Disk disk, string partition) =>
        disk.Table is { } table
        && table.Partitions.Any(one =>
            partition.Equals(one.Uuid ?? $"{table.Id[2..]}-{one.Number:x2}", StringComparison.OrdinalIgnoreCase)
        );

    private static byte[]? Variable(BytePath directory, string name) =>
        Files.TryReadAll(directory.Join(BytePath.FromText(name)), out var content, Largest).IsSuccess
        && content.Length > Attributes
            ? content[Attributes..]
            : null;

    private static byte[]? Code(string disk)
    {
        var code = new byte[PartitionTable.BootCodeLength];
        var found = Files.TryOpenRead(BytePath.FromText(disk), out var file);
        using (file)
            return found.IsSuccess && file.ReadFully(code).IsSuccess ? code : null;
    }

    // Anything may be written into a variable.
    private static string? Clean(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Length > LayoutLimits.Text || text.Any(char.IsControl) ? null : text.Trim();
}
