using System.IO;
using Ka.TestKit;

namespace Ka.Lab.Boot;

/// <summary>A USB stick from which UEFI machines boot: shim and GRUB as the distribution signed them, kernel, all.rdz and a command line on a FAT file
/// system.</summary>
internal static class BootStick
{
    private const long Bytes = 64 << 20;

    /// <summary>Makes its image.</summary>
    /// <param name="directory">Of a lab, which takes mounts off.</param>
    /// <param name="words">The kernel's command line.</param>
    public static VmDisk Make(string directory, string words)
    {
        var stick = VmDisk.Create(Path.Combine(directory, "stick"), Bytes, VmBus.Usb) with { BootIndex = 0 };
        var mount = Directory.CreateDirectory(Path.Combine(directory, "stick.mount")).FullName;
        Child.Run("mkfs.vfat", "-n", "KA", stick.Image);
        Child.Run("mount", "-o", "loop", stick.Image, mount);
        Put(mount, "EFI/BOOT/BOOTX64.EFI", Path.Combine(GoldenRoot.Directory, "usr/lib/shim/shimx64.efi.signed"));
        Put(mount, "EFI/BOOT/grubx64.efi", Path.Combine(GoldenRoot.Directory, "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed"));
        Put(mount, "vmlinuz", BootImages.Vmlinuz);
        Put(mount, "all.rdz", BootImages.StageOne);
        // Where Debian's signed GRUB looks.
        Directory.CreateDirectory(Path.Combine(mount, "EFI/debian"));
        File.WriteAllText(Path.Combine(mount, "EFI/debian/grub.cfg"), $"""
            search --no-floppy --file --set=root /all.rdz
            linux /vmlinuz {words}
            initrd /all.rdz
            boot

            """);
        Child.Run("umount", mount);
        return stick;
    }

    private static void Put(string mount, string name, string from)
    {
        var to = Path.Combine(mount, name);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
