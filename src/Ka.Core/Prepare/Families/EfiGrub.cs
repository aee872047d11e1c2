namespace Ka.Prepare.Families;

/// <summary>How a family's GRUB comes to an EFI system partition.</summary>
internal enum EfiGrub
{
    /// <summary>By <c>grub-install</c>, which takes the signed files where it knows them.</summary>
    GrubInstall,

    /// <summary>By <c>shim-install</c> for Secure Boot, which calls <c>grub2-install</c>, else by that alone.</summary>
    ShimInstall,

    /// <summary>By packages: the signed files are copied with the tree, and are right.</summary>
    Packages,
}
