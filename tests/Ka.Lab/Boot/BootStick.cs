using System.IO;
using Ka.TestKit;

namespace Ka.Lab.Boot;

/// <summary>A USB stick from which UEFI machines boot: shim and GRUB as the distribution signed them, kernel, all.rdz and a
/// command line on a FAT file system.</summary>
internal static class BootStick
{
    private const long Bytes = 64 << 20;

    /// <summary>Makes its image.</summary>
    /// <param name="directory">For the image.</param>
    /// <param name="words">The kernel's command line.</param>
    public static VmDisk Make(string directory, string words)
    {
        var stick = VmDisk.Create(Path.Combine(directory, "stick"), Bytes, VmBus.Usb) with { BootIndex = 0 };
        var grub = Path.Combine(directory, "stick.cfg");
        File.WriteAllText(
            grub,
            $"""
            search --no-floppy --file --set=root /all.rdz
            linux /vmlinuz {words}
            initrd /all.rdz
            boot

            """
        );
        Child.Run("mkfs.vfat", "-n", "KA", stick.Image);
        // Debian's signed GRUB looks for its configuration in the last of these.
        Child.Run("mmd", "-i", stick.Image, "::EFI", "::EFI/BOOT", "::EFI/debian");
        Put(stick, "EFI/BOOT/BOOTX64.EFI", Path.Combine(GoldenRoot.Directory, "usr/lib/shim/shimx64.efi.signed"));
        Put(
            stick,
            "EFI/BOOT/grubx64.efi",
            Path.Combine(GoldenRoot.Directory, "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed")
        );
        Put(stick, "EFI/debian/grub.cfg", grub);
        Put(stick, "vmlinuz", PxeImages.Vmlinuz);
        Put(stick, "all.rdz", PxeImages.StageOne);
        return stick;
    }

    /// <summary>By mtools: a kernel that runs tests may lack the file system.</summary>
    private static void Put(VmDisk stick, string name, string from) => Child.Run("mcopy", "-i", stick.Image, from, "::" + name);
}
