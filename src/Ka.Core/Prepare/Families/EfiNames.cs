namespace Ka.Prepare.Families;

/// <summary>Names of files in a distribution's directory on an EFI system partition; <c>{0}</c> is the machine's kind,
/// <c>x64</c> or <c>aa64</c>.</summary>
/// <param name="Keys">MokManager, which enrols keys.</param>
internal sealed record EfiNames(string Shim, string Grub, string Keys)
{
    public static EfiNames Usual { get; } = new("shim{0}.efi", "grub{0}.efi", "mm{0}.efi");

    /// <summary>SUSE's: GRUB that shim starts is <c>grub.efi</c>.</summary>
    public static EfiNames Suse { get; } = new("shim.efi", "grub.efi", "MokManager.efi");
}
