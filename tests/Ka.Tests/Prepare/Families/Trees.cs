using System.IO;
using System.Text;

namespace Ka.Tests.Prepare.Families;

/// <summary>Small trees laid out as the distributions lay theirs out: field facts, no file of theirs.</summary>
internal static class Trees
{
    public const string Machine = "5f1e0a3c9d2b4c7e8a6f0b1c2d3e4f50";

    private const string Systemd = "/usr/lib/systemd/systemd";

    private static string Root => Room.Id(3, 'a');

    public static Room Debian(string id = "debian", string like = "") =>
        Base($"ID={id}\nID_LIKE={like}\nPRETTY_NAME=\"{id}\"\n")
            .Kernel("6.1.0-42-amd64")
            .File(Systemd)
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n")
            .File("/usr/lib/grub/i386-pc/moddep.lst")
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/usr/bin/efibootmgr")
            .File("/boot/grub/grub.cfg", $"search --fs-uuid --set=root {Root}\nmenuentry 'x' {{\n}}\n")
            .File($"/boot/efi/EFI/{id}/shimx64.efi", "shim")
            .File($"/boot/efi/EFI/{id}/grubx64.efi", "grub")
            .File($"/boot/efi/EFI/{id}/mmx64.efi", "keys")
            .File($"/boot/efi/EFI/{id}/grub.cfg", $"search.fs_uuid {Root} root\nconfigfile ($root)/boot/grub/grub.cfg\n")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "shim");

    public static Room Ubuntu() =>
        Debian("ubuntu", "debian")
            .File("/etc/netplan/50-cloud-init.yaml", "network:\n  version: 2\n")
            .File("/var/cache/debconf/config.dat", "Name: grub-efi/install_devices\nValue: /dev/disk/by-id/ata-OLD\n\n");

    /// <summary>Release 8: the words of all entries are in GRUB's environment, the menu on the EFI system partition.</summary>
    public static Room El8()
    {
        const string Version = "4.18.0-553.el8.x86_64";
        var room = Dracut(Base("ID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"8.10\"\nPRETTY_NAME=\"RHEL 8.10\"\n"), Version)
            .File($"/boot/initramfs-{Version}.img");
        RedHat(room, "redhat", "Red Hat Enterprise Linux", Version, "$kernelopts $tuned_params")
            .File("/boot/efi/EFI/redhat/grub.cfg", Menu)
            .File(
                "/boot/efi/EFI/redhat/grubenv",
                Block($"saved_entry={Machine}-{Version}\nkernelopts=root=UUID={Root} ro crashkernel=auto\n")
            )
            .File("/etc/sysconfig/network-scripts/ifcfg-enp1s0", "DEVICE=enp1s0\nHWADDR=52:54:00:00:00:01\n");
        Directory.CreateDirectory(room.Root + "/boot/grub2");
        File.CreateSymbolicLink(room.Root + "/boot/grub2/grubenv", "../efi/EFI/redhat/grubenv");
        return room;
    }

    /// <summary>Releases 9 and 10, and Fedora: whole options in the entries, a stub on the EFI system partition.</summary>
    public static Room El(string release, string vendor, string label, string version)
    {
        var room = Dracut(Base(release), version).File($"/boot/initramfs-{version}.img");
        return RedHat(room, vendor, label, version, $"root=UUID={Root} ro rhgb quiet")
            .File("/boot/grub2/grub.cfg", Menu)
            .File("/boot/grub2/grubenv", Block($"saved_entry={Machine}-{version}\n"))
            .File($"/boot/efi/EFI/{vendor}/grub.cfg", Stub)
            .File("/etc/kernel/cmdline", $"root=UUID={Root} ro rhgb quiet\n")
            .File(
                "/etc/lvm/devices/system.devices",
                "VERSION=1.1.3\nIDTYPE=sys_wwid IDNAME=naa.5000c5001 DEVNAME=/dev/sda3 PVID=x PART=3\n"
            );
    }

    public static Room Rocky9() =>
        El(
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.2\"\nPRETTY_NAME=\"Rocky Linux 9.2\"\n",
            "rocky",
            "Rocky Linux",
            "5.14.0-284.el9.x86_64"
        );

    public static Room Alma10() =>
        El(
            "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"10.0\"\nPRETTY_NAME=\"AlmaLinux 10\"\n",
            "almalinux",
            "AlmaLinux",
            "6.12.0-55.el10.x86_64"
        );

    public static Room Fedora() =>
        El("ID=fedora\nVERSION_ID=41\nPRETTY_NAME=\"Fedora Linux 41\"\n", "fedora", "Fedora", "6.11.4-301.fc41.x86_64");

    public static Room Leap(string id = "opensuse-leap", string vendor = "opensuse")
    {
        const string Version = "6.4.0-150600.21-default";
        return Suse(Dracut(Base($"ID=\"{id}\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"\n"), Version))
            .File($"/boot/initrd-{Version}")
            .File("/usr/sbin/shim-install")
            .File("/usr/sbin/grub2-install")
            .File("/usr/sbin/grub2-mkconfig")
            .File("/usr/sbin/update-bootloader")
            .File("/usr/share/grub2/i386-pc/moddep.lst")
            .File("/usr/share/grub2/x86_64-efi/moddep.lst")
            .File("/etc/sysconfig/bootloader", "LOADER_TYPE=\"grub2-efi\"\nSECURE_BOOT=\"yes\"\n")
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n")
            .File("/boot/grub2/grub.cfg", $"search --fs-uuid --set=root {Root}\nmenuentry 'x' {{\n}}\n")
            .File($"/boot/efi/EFI/{vendor}/shim.efi", "shim")
            .File($"/boot/efi/EFI/{vendor}/grub.efi", "grub")
            .File($"/boot/efi/EFI/{vendor}/MokManager.efi", "keys")
            .File($"/boot/efi/EFI/{vendor}/grub.cfg", $"search --fs-uuid --set=root {Root}\nsource /boot/grub2/grub.cfg\n")
            .Csv($"/boot/efi/EFI/{vendor}/boot.csv", $"shim.efi,{vendor}-secureboot")
            .File("/etc/sysconfig/network/ifcfg-eth0", "BOOTPROTO='dhcp'\n");
    }

    public static Room Sles() => Leap("sles", "sles");

    /// <summary>Kernels and entries on the EFI system partition.</summary>
    /// <param name="home">Where sdbootutil put the loader: EFI/systemd for systemd-boot, EFI/opensuse for GRUB.</param>
    public static Room Tumbleweed(string home = "systemd")
    {
        const string Version = "6.17.7-1-default";
        return Suse(Dracut(Base("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20261120\"\n"), Version))
            .File("/usr/bin/sdbootutil")
            .File("/usr/bin/bootctl")
            .File("/etc/kernel/entry-token", "opensuse-tumbleweed\n")
            .File("/etc/kernel/cmdline", $"root=UUID={Root}\n")
            .File("/etc/sysconfig/bootloader", $"LOADER_TYPE=\"{(home == "systemd" ? "systemd-boot" : "grub2-bls")}\"\n")
            .File($"/boot/efi/opensuse-tumbleweed/{Version}/linux-0a1b")
            .File($"/boot/efi/opensuse-tumbleweed/{Version}/initrd-2c3d")
            .File(
                $"/boot/efi/loader/entries/opensuse-tumbleweed-{Version}-1.conf",
                $"title openSUSE\noptions root=UUID={Root}\nlinux /opensuse-tumbleweed/{Version}/linux-0a1b\n"
            )
            .File($"/boot/efi/EFI/{home}/shim.efi", "shim")
            .File($"/boot/efi/EFI/{home}/grub.efi", home)
            .File($"/boot/efi/EFI/{home}/MokManager.efi", "keys")
            .File($"/boot/efi/EFI/{home}/installed_by_sdbootutil", "opensuse-tumbleweed\n")
            .Csv($"/boot/efi/EFI/{home}/boot.csv", "shim.efi,openSUSE Boot Manager")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "shim")
            .File("/boot/efi/EFI/BOOT/MokManager.efi", "keys");
    }

    public static Room Arch() =>
        Base("ID=arch\nPRETTY_NAME=\"Arch Linux\"\n")
            .File("/lib/modules/6.17.1-arch1-1/modules.dep")
            .File("/lib/modules/6.17.1-arch1-1/modules.alias", Room.Aliases)
            .File("/lib/modules/6.17.1-arch1-1/vmlinuz")
            .File("/lib/modules/6.17.1-arch1-1/pkgbase", "linux\n")
            .File(Systemd)
            .File("/boot/vmlinuz-linux")
            .File("/boot/initramfs-linux.img")
            .File("/usr/bin/mkinitcpio")
            .File("/usr/bin/efibootmgr")
            .File("/usr/bin/bootctl", "help: --random-seed=BOOL")
            .File("/etc/mkinitcpio.d/linux.preset", "ALL_kver=\"/boot/vmlinuz-linux\"\n");

    public static Room ArchGrub() =>
        Arch()
            .File("/usr/bin/grub-install")
            .File("/usr/bin/grub-mkconfig")
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/boot/grub/grub.cfg", "menuentry 'x' {\n}\n")
            .File("/boot/efi/EFI/GRUB/grubx64.efi", "grub");

    public static Room ArchSystemdBoot() =>
        Arch()
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", "systemd-boot")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "systemd-boot")
            .File("/boot/efi/loader/entries/arch.conf", $"title Arch\noptions root=UUID={Root} rw\n");

    public static Room ArchUki() =>
        Arch()
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", "systemd-boot")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "systemd-boot")
            .File("/boot/efi/EFI/Linux/arch-linux.efi", "kernel")
            .File(
                "/etc/mkinitcpio.d/linux.preset",
                "ALL_kver=\"/boot/vmlinuz-linux\"\ndefault_uki=\"/boot/efi/EFI/Linux/arch-linux.efi\"\n"
            )
            .File("/etc/cmdline.d/root.conf", $"root=UUID={Root} rw\n");

    public static Room AlpineBios() =>
        Alpine()
            .File("/sbin/extlinux")
            .File("/sbin/update-extlinux")
            .File("/etc/update-extlinux.conf", "root=UUID=x\nmodules=sd-mod,usb-storage,ext4\n")
            .File("/boot/extlinux.conf", "DEFAULT lts\nLABEL lts\n  APPEND root=/dev/sda1 modules=sd-mod,ext4 quiet\n")
            .File("/boot/ldlinux.sys")
            .File("/usr/share/syslinux/mbr.bin")
            .File("/usr/share/syslinux/gptmbr.bin");

    public static Room AlpineUefi() =>
        Alpine()
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/boot/grub/grub.cfg", "menuentry 'x' {\n}\n")
            .File("/boot/efi/EFI/alpine/grubx64.efi", "grub");

    public static Room Void() =>
        Dracut(Base("ID=\"void\"\nPRETTY_NAME=\"Void Linux\"\n"), "6.12.5_1")
            .File("/boot/initramfs-6.12.5_1.img")
            .File("/usr/lib/grub/i386-pc/moddep.lst")
            .File("/usr/bin/grub-install")
            .File("/usr/bin/grub-mkconfig")
            .File("/boot/grub/grub.cfg", "menuentry 'x' {\n}\n");

    public static Room Gentoo() =>
        Base("ID=gentoo\nPRETTY_NAME=\"Gentoo Linux\"\n")
            .File("/lib/modules/6.6.62-gentoo/modules.dep")
            .File("/lib/modules/6.6.62-gentoo/modules.alias", Room.Aliases)
            .File("/boot/vmlinuz-6.6.62-gentoo")
            .File("/usr/lib/grub/i386-pc/moddep.lst")
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/boot/grub/grub.cfg", "menuentry 'x' {\n}\n");

    /// <summary>A menu that is made of boot entries.</summary>
    /// <param name="boot">The UUID of the file system that has /boot.</param>
    public static string MenuOf(string boot, string words) =>
        $"set timeout=5\nsearch --no-floppy --fs-uuid --set=root {boot}\ninsmod blscfg\nblscfg\n"
        + $"if [ -z \"$kernelopts\" ]; then\n  set kernelopts=\"{words} \"\nfi\n";

    private static string Menu => MenuOf(Root, $"root=UUID={Root} ro");

    private static string Stub =>
        $"search --no-floppy --root-dev-only --fs-uuid --set=dev {Root}\n"
        + "set prefix=($dev)/boot/grub2\nexport $prefix\nconfigfile $prefix/grub.cfg\n";

    public static Room Base(string release) =>
        new Room()
            .File("/etc/os-release", release)
            .File("/etc/machine-id", Machine + "\n")
            .File("/etc/hostname", "golden\n")
            .File("/etc/fstab", $"UUID={Root} / ext4 defaults 0 1\n");

    private static Room Dracut(Room room, string version) =>
        room.File($"/boot/vmlinuz-{version}")
            .File($"/lib/modules/{version}/vmlinuz")
            .File($"/lib/modules/{version}/modules.dep")
            .File($"/lib/modules/{version}/modules.alias", Room.Aliases)
            .File("/usr/bin/dracut");

    private static Room RedHat(Room room, string vendor, string label, string version, string options) =>
        room.File(
                $"/boot/loader/entries/{Machine}-{version}.conf",
                $"title {label}\nversion {version}\nlinux /boot/vmlinuz-{version}\ninitrd /boot/initramfs-{version}.img\n"
                    + $"options {options}\n"
            )
            .File(
                $"/boot/loader/entries/{Machine}-0-rescue.conf",
                $"title rescue\nlinux /boot/vmlinuz-0-rescue-{Machine}\noptions {options}\n"
            )
            .File(Systemd)
            .File($"/boot/vmlinuz-0-rescue-{Machine}")
            .File($"/boot/initramfs-0-rescue-{Machine}.img")
            .File($"/boot/efi/EFI/{vendor}/shimx64.efi", "shim")
            .File($"/boot/efi/EFI/{vendor}/grubx64.efi", "grub")
            .File($"/boot/efi/EFI/{vendor}/mmx64.efi", "keys")
            .Csv($"/boot/efi/EFI/{vendor}/BOOTX64.CSV", $"shimx64.efi,{label},,This is the boot entry for {label}")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "shim")
            .File("/boot/efi/EFI/BOOT/fbx64.efi")
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"rhgb quiet\"\nGRUB_ENABLE_BLSCFG=true\n")
            .File("/usr/sbin/grub2-install")
            .File("/usr/sbin/grub2-mkconfig")
            .File("/usr/bin/grub2-editenv")
            .File("/usr/sbin/efibootmgr")
            .File("/usr/lib/grub/i386-pc/moddep.lst");

    private static Room Suse(Room room) =>
        room.File(Systemd)
            .File("/usr/share/efi/x86_64/shim.efi", "shim")
            .File("/usr/share/efi/x86_64/grub.efi", "grub")
            .File("/usr/sbin/efibootmgr");

    private static Room Alpine() =>
        Base("ID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME=\"Alpine Linux v3.22\"\n")
            .File("/lib/modules/6.12.34-0-lts/modules.dep")
            .File("/lib/modules/6.12.34-0-lts/modules.alias", Room.Aliases)
            .File("/lib/modules/6.12.34-0-lts/vmlinuz")
            .File("/boot/vmlinuz-lts")
            .File("/boot/initramfs-lts")
            .File("/etc/mkinitfs/mkinitfs.conf", "features=\"ata base ext4 scsi usb virtio\"\n")
            .File("/sbin/mkinitfs");

    /// <summary>shim's list of entries: UTF-16, with a mark in front.</summary>
    private static Room Csv(this Room room, string path, string text)
    {
        room.File(path);
        File.WriteAllText(room.Root + path, text + "\n", Encoding.Unicode);
        return room;
    }

    public static string Block(string lines) => ("# GRUB Environment Block\n" + lines).PadRight(1024, '#');
}
