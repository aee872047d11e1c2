using System;
using System.Buffers.Binary;
using System.Linq;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>What a program for EFI is by its contents: on the EFI system partition it may have another's name. systemd's have a
/// mark in their section <c>.sdmagic</c>.</summary>
internal static class EfiImage
{
    private static readonly string[] s_grub = ["grubx64.efi", "grubaa64.efi", "grub.efi"];

    /// <summary>systemd-boot, under whatever name: beside a shim it has GRUB's.</summary>
    public static bool IsSystemdBoot(ReadOnlySpan<byte> image) => image.IndexOf("#### LoaderInfo: systemd-boot"u8) >= 0;

    /// <summary>What has GRUB's name in a directory, and is what a shim there starts, is systemd-boot.</summary>
    public static bool IsSystemdBootIn(RootTree tree, string directory) =>
        s_grub.Select(name => $"{directory}/{name}").Any(path => tree.IsFile(path) && IsSystemdBoot(tree.Read(path)));

    /// <summary>The kind of machine by its PE header, <c>x64</c> or <c>aa64</c>; null: another, or no program.</summary>
    public static string? Kind(ReadOnlySpan<byte> image)
    {
        const int PlaceOfHeader = 0x3c;
        if (image.Length < PlaceOfHeader + 4)
            return null;
        var header = BinaryPrimitives.ReadInt32LittleEndian(image[PlaceOfHeader..]);
        if (header < 0 || header > image.Length - 6 || !image[header..].StartsWith("PE\0\0"u8))
            return null;
        return BinaryPrimitives.ReadUInt16LittleEndian(image[(header + 4)..]) switch
        {
            0x8664 => "x64",
            0xaa64 => "aa64",
            _ => null,
        };
    }
}
