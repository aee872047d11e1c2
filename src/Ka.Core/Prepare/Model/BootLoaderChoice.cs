using System;
using System.Collections.Generic;

namespace Ka.Prepare.Model;

/// <summary>Boot loaders that a clone can start with.</summary>
public enum BootLoader
{
    /// <summary>GRUB 2.</summary>
    Grub,
    GrubLegacy,
    Lilo,
    SystemdBoot,
    Extlinux,

    /// <summary>A unified kernel image that the firmware starts itself.</summary>
    UnifiedImage,

    /// <summary>No boot loader of <c>ka</c>: the machine is started by other means.</summary>
    None,
}

/// <summary>The operator's choice of a boot loader, with words for the program that makes the initramfs.</summary>
public sealed record BootLoaderChoice(BootLoader Loader, IReadOnlyList<string> Options)
{
    /// <summary><c>grub</c>, <c>lilo --with=jfs</c>: the seed's option -r.</summary>
    /// <exception cref="FormatException">There is no such boot loader.</exception>
    public static BootLoaderChoice Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        BootLoader loader = (words.Length == 0 ? "" : words[0]) switch
        {
            "grub" or "grub2" => BootLoader.Grub,
            "grub-legacy" => BootLoader.GrubLegacy,
            "lilo" => BootLoader.Lilo,
            "systemd-boot" => BootLoader.SystemdBoot,
            "extlinux" or "syslinux" => BootLoader.Extlinux,
            "uki" => BootLoader.UnifiedImage,
            "none" => BootLoader.None,
            _ => throw new FormatException(
                $"'{Ka.Linux.BytePath.FromText(text)}' is no boot loader: "
                    + "grub, grub-legacy, lilo, systemd-boot, extlinux, uki, none"
            ),
        };
        return new BootLoaderChoice(loader, words[1..]);
    }
}
