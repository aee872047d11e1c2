using System.Collections.Generic;

namespace Ka.Prepare.Families;

/// <summary>A family of distributions: what a copied tree of it is made to boot with. A row of
/// <see cref="FamilyTable"/>.</summary>
/// <remarks>Each list of places or programs is in the order in which it is tried.</remarks>
internal sealed record Family
{
    public required FamilyName Name { get; init; }

    /// <summary>Words of <c>ID</c> and <c>ID_LIKE</c> in os-release(5).</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Programs that make an initramfs.</summary>
    public required IReadOnlyList<string> InitramfsTools { get; init; }

    /// <summary>Path of a kernel's initramfs; <c>{0}</c> is the kernel's version, or its flavour where
    /// <see cref="KernelsByFlavour"/> says so.</summary>
    public required string Initramfs { get; init; }

    /// <summary>Kernels in /boot carry the flavour alone, <c>vmlinuz-lts</c>, and not the version.</summary>
    public bool KernelsByFlavour { get; init; }

    /// <summary>Directories that hold GRUB's modules, one directory for each platform.</summary>
    public IReadOnlyList<string> GrubModules { get; init; } = ["/usr/lib/grub"];

    /// <summary>How GRUB comes to an EFI system partition.</summary>
    public EfiGrub EfiGrub { get; init; } = EfiGrub.GrubInstall;

    /// <summary>Names of the loaders in the distribution's directory on an EFI system partition.</summary>
    public EfiNames EfiNames { get; init; } = EfiNames.Usual;

    /// <summary>The distribution's directory below EFI, where it is not the word of os-release itself.</summary>
    public IReadOnlyList<VendorDirectory> VendorDirectories { get; init; } = [];

    /// <summary>Loaders for Secure Boot over the network.</summary>
    public NetworkLoaders? NetworkLoaders { get; init; }

    /// <summary>Directories of extlinux's configuration and of its ldlinux.sys.</summary>
    public IReadOnlyList<string> Extlinux { get; init; } = ["/boot/extlinux", "/boot/syslinux"];

    /// <summary>Calls that would destroy something, and are made in no plan.</summary>
    public IReadOnlyList<ForbiddenCall> Never { get; init; } = [];
}

/// <summary>A word of os-release(5), and the directory on the EFI system partition that belongs to it.</summary>
internal sealed record VendorDirectory(string Id, string Name);
