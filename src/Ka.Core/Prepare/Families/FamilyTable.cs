using System;
using System.Collections.Generic;

namespace Ka.Prepare.Families;

/// <summary>What <c>ka</c> knows of distributions, a row for each family: docs/prepare.md shows it to people. A new one is a row
/// here and a fixture in tests/Ka.Tests/Prepare/Families.</summary>
internal static class FamilyTable
{
    private const string SignedFiles =
        "replaces the signed GRUB by another, and Secure Boot refuses it; packages install the EFI loaders";

    private static readonly NetworkLoaders s_fedoraLoaders = new(
        "/boot/efi/EFI/{0}/shimx64.efi",
        "/boot/efi/EFI/{0}/grubx64.efi",
        "grubx64.efi",
        "shim-x64, grub2-efi-x64"
    )
    {
        LooksBesideItself = true,
    };

    private static readonly NetworkLoaders s_suseLoaders = new(
        "/usr/share/efi/x86_64/shim.efi",
        "/usr/share/efi/x86_64/grub.efi",
        "grub.efi",
        "shim, grub2-x86_64-efi"
    )
    {
        LooksBesideItself = true,
    };

    private static readonly ForbiddenCall s_grubForEfi = new("grub2-install", "--target=x86_64-efi", SignedFiles);

    private static readonly ForbiddenCall s_grubForArm = new("grub2-install", "--target=arm64-efi", SignedFiles);

    /// <summary>Gentoo, trees without os-release, and what has no row: every place and tool that is known.</summary>
    public static Family Other { get; } =
        new()
        {
            Name = FamilyName.Other,
            // Mandriva's kin call themselves kin of Fedora, and install GRUB as Debian does.
            Ids = ["gentoo", "slackware", "mageia", "mandriva", "openmandriva", "pclinuxos"],
            InitramfsTools = ["mkinitramfs", "dracut", "mkinitcpio", "mkinitfs", "mkinitrd"],
            Initramfs = "/boot/initramfs-{0}.img",
            GrubModules = ["/usr/lib/grub", "/usr/share/grub2", "/usr/lib/grub2"],
            Extlinux = ["/boot/extlinux", "/boot/syslinux", "/boot"],
        };

    public static IReadOnlyList<Family> Rows { get; } =
    [
        new()
        {
            Name = FamilyName.Debian,
            Ids = ["debian", "ubuntu", "devuan", "raspbian", "linuxmint", "pop", "kali"],
            InitramfsTools = ["mkinitramfs", "dracut"],
            Initramfs = "/boot/initrd.img-{0}",
            // GRUB_DISTRIBUTOR of /etc/default/grub, in lower case; the signed GRUB has "ubuntu" in it for all of Ubuntu's kin.
            NetworkLoaders = new(
                "/usr/lib/shim/shimx64.efi.signed",
                "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
                "grubx64.efi",
                "shim-signed, grub-efi-amd64-signed"
            ),
            VendorDirectories = [new("raspbian", "debian"), new("linuxmint", "ubuntu"), new("pop", "ubuntu")],
        },
        new()
        {
            Name = FamilyName.EnterpriseLinux,
            Ids = ["rhel", "centos", "rocky", "almalinux", "ol", "scientific", "eurolinux", "circle"],
            InitramfsTools = ["dracut"],
            Initramfs = "/boot/initramfs-{0}.img",
            EfiGrub = EfiGrub.Packages,
            NetworkLoaders = s_fedoraLoaders,
            VendorDirectories = [new("rhel", "redhat"), new("ol", "redhat"), new("scientific", "redhat")],
            Never =
            [
                s_grubForEfi,
                s_grubForArm,
                new(
                    "grub2-mkconfig",
                    "",
                    "sets the options of all boot entries to /etc/default/grub's (releases 8 and 9.0 to 9.2)"
                )
                {
                    WithEntries = true,
                },
            ],
        },
        new()
        {
            Name = FamilyName.Fedora,
            Ids = ["fedora"],
            InitramfsTools = ["dracut"],
            Initramfs = "/boot/initramfs-{0}.img",
            EfiGrub = EfiGrub.Packages,
            NetworkLoaders = s_fedoraLoaders,
            Never =
            [
                s_grubForEfi,
                s_grubForArm,
                new("grub2-mkconfig", "", "sets the options of all boot entries to /etc/default/grub's where /run/install is")
                {
                    WithEntries = true,
                },
            ],
        },
        new()
        {
            Name = FamilyName.Tumbleweed,
            Ids = ["opensuse-tumbleweed", "opensuse-slowroll"],
            InitramfsTools = ["dracut"],
            Initramfs = "/boot/initrd-{0}",
            GrubModules = ["/usr/share/grub2", "/usr/lib/grub2"],
            EfiGrub = EfiGrub.ShimInstall,
            EfiNames = EfiNames.Suse,
            NetworkLoaders = s_suseLoaders,
            VendorDirectories = [new("opensuse-tumbleweed", "opensuse"), new("opensuse-slowroll", "opensuse")],
            Never = [new("bootctl", "install", "puts an unsigned loader in the place of shim; sdbootutil installs it")],
        },
        new()
        {
            Name = FamilyName.Leap,
            Ids = ["opensuse-leap", "sles", "sled", "sles_sap", "opensuse", "suse"],
            InitramfsTools = ["dracut", "mkinitrd"],
            Initramfs = "/boot/initrd-{0}",
            // Leap 15.0 has the second.
            GrubModules = ["/usr/share/grub2", "/usr/lib/grub2"],
            EfiGrub = EfiGrub.ShimInstall,
            EfiNames = EfiNames.Suse,
            NetworkLoaders = s_suseLoaders,
            VendorDirectories = [new("opensuse-leap", "opensuse"), new("sled", "sles"), new("sles_sap", "sles")],
        },
        new()
        {
            Name = FamilyName.Arch,
            Ids = ["arch", "manjaro", "endeavouros", "archarm", "cachyos"],
            // EndeavourOS has dracut.
            InitramfsTools = ["mkinitcpio", "dracut"],
            Initramfs = "/boot/initramfs-{0}.img",
        },
        new()
        {
            Name = FamilyName.Alpine,
            Ids = ["alpine", "postmarketos"],
            InitramfsTools = ["mkinitfs"],
            Initramfs = "/boot/initramfs-{0}",
            KernelsByFlavour = true,
            Extlinux = ["/boot", "/boot/extlinux"],
        },
        new()
        {
            Name = FamilyName.Void,
            Ids = ["void"],
            InitramfsTools = ["dracut"],
            Initramfs = "/boot/initramfs-{0}.img",
        },
        Other,
    ];

    /// <summary>The family that a distribution's own word belongs to, else that of the nearest of its kin.</summary>
    /// <param name="words"><c>ID</c>, and the words of <c>ID_LIKE</c>, which are in the order of nearness.</param>
    public static Family Find(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        foreach (var family in Rows)
        foreach (var id in family.Ids)
            if (id == word)
                return family;
        return Other;
    }
}
