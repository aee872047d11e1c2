using System;
using System.IO;
using Ka.Linux;
using Ka.Pxe;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Pxe;

/// <summary>Fault 11 of the survey: UEFI clients of golden nodes other than Debian's.</summary>
public sealed class BootLoadersTests : IDisposable
{
    private readonly TempDir _system = new();
    private readonly TempDir _served = new();

    public void Dispose()
    {
        _system.Dispose();
        _served.Dispose();
    }

    [Fact]
    public void Fault_11_shim_and_GRUB_of_Enterprise_Linux_are_its_own_on_the_EFI_system_partition()
    {
        Has("/etc/os-release", "ID=\"rhel\"\nID_LIKE=\"fedora\"\n");
        Syslinux();
        Has("/boot/efi/EFI/redhat/shimx64.efi", "Red Hat's shim");
        Has("/boot/efi/EFI/redhat/grubx64.efi", "Red Hat's GRUB");
        Has("/boot/efi/EFI/BOOT/BOOTX64.EFI", "a shim of another system");
        Add();

        Assert.Equal("Red Hat's shim", Served("X86PC/linux/shimx64.efi"));
        Assert.Equal("Red Hat's GRUB", Served("X86PC/linux/grubx64.efi"));
        // That GRUB looks for its configuration where it was loaded from.
        Assert.Contains("configfile /grub/grub.cfg\n", Served("X86PC/linux/grub.cfg"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_11_SUSEs_shim_asks_for_grub_efi()
    {
        Has("/etc/os-release", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n");
        Syslinux();
        Has("/usr/share/efi/x86_64/shim.efi", "SUSE's shim");
        Has("/usr/share/efi/x86_64/grub.efi", "SUSE's GRUB");
        Add();

        Assert.Equal("SUSE's shim", Served("X86PC/linux/shimx64.efi"));
        Assert.Equal("SUSE's GRUB", Served("X86PC/linux/grub.efi"));
    }

    [Fact]
    public void A_shim_of_one_distribution_is_not_served_with_the_GRUB_of_another()
    {
        Has("/etc/os-release", "ID=debian\n");
        Syslinux();
        Has("/usr/lib/shim/shimx64.efi.signed", "Debian's shim");
        Has("/usr/share/efi/x86_64/grub.efi", "SUSE's GRUB");

        var error = Assert.Throws<PxeException>(Add);
        Assert.Contains("shim-signed, grub-efi-amd64-signed (have /usr/lib/shim", error.Message, StringComparison.Ordinal);

        Has("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed", "Debian's GRUB");
        Add();
        Assert.Equal("Debian's GRUB", Served("X86PC/linux/grubx64.efi"));
        Assert.False(File.Exists(_served.TextIn("X86PC/linux/grub.cfg")));
    }

    private void Syslinux()
    {
        Has("/usr/share/syslinux/pxelinux.0", "pxelinux");
        Has("/usr/share/syslinux/ldlinux.c32", "ldlinux");
    }

    private void Add()
    {
        var tree = new BootTree(BytePath.FromText(_served.Text), force: false);
        BootLoaders.AddTo(tree, BytePath.FromText(_system.Text));
        tree.Commit();
    }

    private void Has(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_system.Text + path)!);
        File.WriteAllText(_system.Text + path, text);
    }

    private string Served(string path) => File.ReadAllText(_served.TextIn(path));
}
