using System;
using System.Linq;

namespace Ka.Disks.Model;

/// <summary>What started a running machine, as its firmware, its boot loader or its disk's boot code say it. What is not known is
/// null.</summary>
public sealed record BootOrigin
{
    /// <summary>The loader's name for itself: <c>systemd-boot 255.4</c>, <c>GRUB 2.12</c> (LoaderInfo of the Boot Loader
    /// Interface); by BIOS <c>GRUB</c>, <c>GRUB legacy</c>, <c>LILO</c>, <c>SYSLINUX</c>.</summary>
    public string? Loader { get; init; }

    /// <summary>The name of the firmware's entry: <c>debian</c>.</summary>
    public string? Entry { get; init; }

    /// <summary>What the firmware's entry starts, from the root of the EFI system partition:
    /// <c>/EFI/debian/shimx64.efi</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The directory of <see cref="Path"/>; null: it is not known, or it is EFI/BOOT, where every firmware looks and
    /// copies are.</summary>
    public string? Home
    {
        get
        {
            var home = Path?[..Path.LastIndexOf('/')];
            return "/EFI/BOOT".Equals(home, StringComparison.OrdinalIgnoreCase) ? null : home;
        }
    }

    /// <summary>The loader in the layout's words: <c>grub</c>, <c>grub-legacy</c>, <c>lilo</c>, <c>extlinux</c>,
    /// <c>systemd-boot</c>, <c>uki</c> for a unified kernel image that the firmware starts itself, and for any other the first
    /// word of its own name; null: not known.</summary>
    public string? Kind =>
        Loader?.ToLowerInvariant() switch
        {
            "grub legacy" => "grub-legacy",
            "syslinux" => "extlinux",
            { Length: > 0 } name => name.Split(' ')[0],
            _ => Home?.ToLowerInvariant() switch
            {
                null => null,
                "/efi/systemd" => "systemd-boot",
                "/efi/linux" => "uki",
                _ => IsGrub(Path![(Path!.LastIndexOf('/') + 1)..].ToLowerInvariant()) ? "grub" : null,
            },
        };

    /// <summary>A sentence for people: <c>GRUB 2.12, the firmware's entry 'debian', /EFI/debian/shimx64.efi</c>.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            new[] { Loader, Entry is null ? null : $"the firmware's entry '{Entry}'", Path }.Where(text => text is not null)
        );

    /// <summary>GRUB, or the shim that starts the GRUB beside it.</summary>
    private static bool IsGrub(string name) =>
        name.StartsWith("grub", StringComparison.Ordinal) || name.StartsWith("shim", StringComparison.Ordinal);
}
