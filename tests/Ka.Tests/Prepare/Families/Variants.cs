using System.IO;

namespace Ka.Tests.Prepare.Families;

/// <summary>Set-ups that installers of the distributions in <see cref="Trees"/> make besides the plain one.</summary>
internal static class Variants
{
    private const string Machine = Trees.Machine;

    private const string Magic = "#### LoaderInfo: systemd-boot 257 ####";

    private const string Udevd = "/usr/lib/systemd/systemd-udevd";

    private static string Boot => Room.Id(3, 'a');

    /// <summary>RHEL 8 as anaconda installs it: /boot on a partition, LVM, SELinux; arguments of grubby in the environment
    /// block.</summary>
    public static Room El8Volumes()
    {
        var words =
            "root=/dev/mapper/rhel-root ro crashkernel=auto resume=/dev/mapper/rhel-swap rd.lvm.lv=rhel/root isolcpus=2-7";
        return Labelled(Trees.El8().File(Udevd))
            .Fstab(
                $"/dev/mapper/rhel-root / xfs defaults 0 0\nUUID={Boot} /boot xfs defaults 0 0\n"
                    + "/dev/mapper/rhel-swap none swap 0 0\n"
            )
            .File("/boot/efi/EFI/redhat/grub.cfg", Trees.MenuOf(Boot, words))
            .File(
                "/boot/efi/EFI/redhat/grubenv",
                Trees.Block($"saved_entry={Machine}-4.18.0-553.el8.x86_64\nkernelopts={words}\n")
            );
    }

    /// <summary>Rocky 9 as anaconda installs it: paths of boot entries begin at /boot's own root.</summary>
    public static Room El9Volumes()
    {
        const string Version = "5.14.0-284.el9.x86_64";
        const string Words = "root=/dev/mapper/rhel-root ro crashkernel=1G-4G:192M resume=UUID={0} rd.lvm.lv=rhel/root";
        var words = Words.Replace("{0}", Room.Id(5, 'a'), System.StringComparison.Ordinal);
        return Labelled(Trees.Rocky9().File(Udevd))
            .Fstab($"/dev/mapper/rhel-root / xfs defaults 0 0\nUUID={Boot} /boot xfs defaults 0 0\n")
            .File("/boot/grub2/grub.cfg", Trees.MenuOf(Boot, words))
            .File(
                "/boot/efi/EFI/rocky/grub.cfg",
                $"search --no-floppy --root-dev-only --fs-uuid --set=dev {Boot}\nset prefix=($dev)/grub2\n"
                    + "export $prefix\nconfigfile $prefix/grub.cfg\n"
            )
            .File(
                $"/boot/loader/entries/{Machine}-{Version}.conf",
                $"title Rocky Linux\nversion {Version}\nlinux /vmlinuz-{Version}\n"
                    + $"initrd /initramfs-{Version}.img\noptions {words}\n"
            )
            .File($"/boot/loader/entries/{Machine}-0-rescue.conf", $"linux /vmlinuz-0-rescue-{Machine}\noptions {words}\n")
            .File("/etc/default/grub", $"GRUB_CMDLINE_LINUX=\"{words}\"\nGRUB_ENABLE_BLSCFG=true\nGRUB_DEFAULT=saved\n")
            .File("/etc/kernel/cmdline", words + "\n")
            .File(
                "/etc/NetworkManager/system-connections/enp1s0.nmconnection",
                "[connection]\nid=enp1s0\ntype=ethernet\ninterface-name=enp1s0\n"
            );
    }

    /// <summary>Kernels as unified images that kernel-install makes; systemd-boot starts them.</summary>
    public static Room El10Uki()
    {
        const string Version = "6.12.0-55.el10.x86_64";
        return Trees
            .Base("ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"10.0\"\nPRETTY_NAME=\"AlmaLinux 10\"\n")
            .File($"/lib/modules/{Version}/vmlinuz")
            .File($"/lib/modules/{Version}/modules.dep")
            .File($"/lib/modules/{Version}/modules.alias", Room.Aliases)
            .File("/usr/bin/dracut")
            .File("/usr/bin/kernel-install")
            .File("/usr/bin/bootctl", "help: --random-seed=BOOL")
            .File("/usr/sbin/efibootmgr")
            .File(Udevd)
            .File("/usr/lib/systemd/systemd")
            .File("/etc/kernel/install.conf", "layout=uki\n")
            .File("/etc/kernel/cmdline", $"root=UUID={Boot} ro\n")
            .File($"/boot/efi/EFI/Linux/{Machine}-{Version}.efi", "kernel")
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", Magic)
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", Magic)
            .File("/boot/efi/loader/loader.conf", "timeout 3\n");
    }

    /// <summary>Fedora's desktop without a partition for /boot: subvolumes root and home.</summary>
    public static Room FedoraBtrfs()
    {
        const string Version = "6.11.4-301.fc41.x86_64";
        var words = $"root=UUID={Boot} ro rootflags=subvol=root rhgb quiet";
        return Trees
            .Fedora()
            .File(Udevd)
            .Fstab($"UUID={Boot} / btrfs subvol=root,compress=zstd:1 0 0\nUUID={Boot} /home btrfs subvol=home 0 0\n")
            .File("/boot/grub2/grub.cfg", Trees.MenuOf(Boot, words))
            .File(
                "/boot/efi/EFI/fedora/grub.cfg",
                $"search --no-floppy --root-dev-only --fs-uuid --set=dev {Boot}\nset prefix=($dev)/root/boot/grub2\n"
                    + "export $prefix\nconfigfile $prefix/grub.cfg\n"
            )
            .File(
                $"/boot/loader/entries/{Machine}-{Version}.conf",
                $"title Fedora\nversion {Version}\nlinux /root/boot/vmlinuz-{Version}\n"
                    + $"initrd /root/boot/initramfs-{Version}.img\noptions {words}\n"
            )
            .File(
                $"/boot/loader/entries/{Machine}-0-rescue.conf",
                $"linux /root/boot/vmlinuz-0-rescue-{Machine}\noptions {words}\n"
            )
            .File("/etc/kernel/cmdline", words + "\n");
    }

    /// <summary>Leap's own proposal: / is a snapshot, and the default subvolume.</summary>
    public static Room LeapSnapshots() =>
        Trees
            .Leap()
            .File(Udevd)
            .Fstab(
                $"UUID={Boot} / btrfs defaults 0 0\nUUID={Boot} /var btrfs subvol=/@/var 0 0\n"
                    + $"UUID={Boot} /.snapshots btrfs subvol=/@/.snapshots 0 0\n"
                    + $"UUID={Boot} /boot/grub2/x86_64-efi btrfs subvol=/@/boot/grub2/x86_64-efi 0 0\n"
            )
            .File("/.snapshots/1/info.xml", "<snapshot/>")
            .File("/boot/grub2/x86_64-efi/core.efi", "grub");

    /// <summary>Ubuntu's server: cloud-init, netplan with the golden address, snapd, a registration.</summary>
    public static Room UbuntuServer() =>
        Trees
            .Ubuntu()
            .File(
                "/etc/netplan/50-cloud-init.yaml",
                "network:\n  version: 2\n  ethernets:\n    enp1s0:\n      match:\n        macaddress: 52:54:00:00:00:01\n"
                    + "      set-name: enp1s0\n      dhcp4: true\n"
            )
            .File("/usr/bin/cloud-init")
            .File("/etc/cloud/cloud.cfg", "users: [default]\n")
            .Link("/var/lib/cloud/instance", "instances/i-1")
            .File("/var/lib/cloud/instances/i-1/obj.pkl")
            .File("/var/lib/cloud/data/instance-id", "i-1\n")
            .File("/var/lib/snapd/state.json", "{}")
            .File("/var/lib/snapd/device/private-keys-v1/key")
            .File("/var/lib/ubuntu-advantage/private/machine-token.json", "{}")
            .File("/etc/ssl/certs/ssl-cert-snakeoil.pem")
            .File("/etc/ssl/private/ssl-cert-snakeoil.key")
            .File("/usr/sbin/make-ssl-cert")
            .File(Udevd)
            .File(
                "/var/cache/debconf/config.dat",
                "Name: grub-efi/install_devices\nValue: /dev/disk/by-id/ata-OLD-part1\n\n"
                    + "Name: grub-pc/install_devices\nValue: /dev/disk/by-id/ata-OLD\n\n"
            );

    /// <summary>Ubuntu since 25.10: dracut makes what initramfs-tools made.</summary>
    public static Room UbuntuDracut()
    {
        var room = Trees.Ubuntu().File(Udevd).File("/usr/bin/dracut");
        File.Delete(room.Root + "/usr/sbin/mkinitramfs");
        File.Delete(room.Root + "/usr/sbin/update-initramfs");
        return room;
    }

    /// <summary>Tumbleweed whose entries are named after the machine, one for each snapshot.</summary>
    public static Room TumbleweedSnapshots(string home = "systemd")
    {
        const string Version = "6.17.7-1-default";
        var words = $"root=UUID={Boot} rootflags=subvol=@/.snapshots/1/snapshot systemd.machine_id={Machine}";
        var room = Trees.Tumbleweed(home).File(Udevd);
        Directory.Delete(room.Root + "/boot/efi/opensuse-tumbleweed", true);
        Directory.Delete(room.Root + "/boot/efi/loader/entries", true);
        File.Delete(room.Root + "/etc/kernel/entry-token");
        return room.Fstab($"UUID={Boot} / btrfs defaults 0 0\nUUID={Boot} /.snapshots btrfs subvol=/@/.snapshots 0 0\n")
            .File("/etc/kernel/cmdline", words + "\n")
            .File($"/boot/efi/{Machine}/{Version}/linux-0a1b")
            .File($"/boot/efi/{Machine}/{Version}/initrd-2c3d")
            .File(
                $"/boot/efi/loader/entries/{Machine}-{Version}-1.conf",
                $"title openSUSE\noptions {words}\nlinux /{Machine}/{Version}/linux-0a1b\n"
                    + $"initrd /{Machine}/{Version}/initrd-2c3d\n"
            );
    }

    /// <summary>Void by UEFI: runit, dracut, GRUB.</summary>
    public static Room VoidUefi() =>
        Trees
            .Void()
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/usr/bin/efibootmgr")
            .File("/usr/bin/udevd")
            .File("/etc/runit/2", "[ -x /etc/rc.local ] && /etc/rc.local\n")
            .File("/boot/efi/EFI/void_grub/grubx64.efi", "grub");

    /// <summary>Gentoo with OpenRC, a distribution kernel and dracut.</summary>
    public static Room GentooUefi() =>
        Trees
            .Gentoo()
            .File("/usr/bin/dracut")
            .File("/boot/initramfs-6.6.62-gentoo.img")
            .File("/sbin/openrc-run")
            .File("/sbin/init")
            .File(Udevd)
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/usr/sbin/efibootmgr")
            .File("/boot/efi/EFI/gentoo/grubx64.efi", "grub");

    /// <summary>Alpine's server by BIOS, with what depmod(8) writes.</summary>
    public static Room AlpineServer() =>
        Trees
            .AlpineBios()
            .Fstab($"UUID={Boot} / ext4 rw 0 1\n")
            .File(
                "/etc/update-extlinux.conf",
                $"root=UUID={Boot}\nmodules=sd-mod,usb-storage,ext4\ndefault_kernel_opts=\"quiet\"\n"
            )
            .File(
                "/boot/extlinux.conf",
                $"DEFAULT lts\nLABEL lts\n  LINUX vmlinuz-lts\n  INITRD initramfs-lts\n"
                    + $"  APPEND root=UUID={Boot} modules=sd-mod,usb-storage,ext4 quiet\n"
            )
            .File(
                "/lib/modules/6.12.34-0-lts/modules.dep",
                "kernel/drivers/virtio/virtio_pci.ko.gz: kernel/drivers/virtio/virtio.ko.gz\n"
                    + "kernel/drivers/virtio/virtio.ko.gz:\n"
                    + "kernel/drivers/block/virtio_blk.ko.gz: kernel/drivers/virtio/virtio.ko.gz\n"
            )
            .File("/sbin/nameif")
            .File("/etc/network/interfaces", "auto enp1s0\niface enp1s0 inet dhcp\n");

    public static Room MicroOs() =>
        new Room()
            .File("/etc/os-release", "ID=\"opensuse-microos\"\nID_LIKE=\"suse opensuse opensuse-tumbleweed microos\"\n")
            .File("/etc/fstab", "overlay /etc overlay defaults 0 0\n");

    public static Room Silverblue() =>
        new Room()
            .File("/etc/os-release", "ID=fedora\nVARIANT_ID=silverblue\nOSTREE_VERSION='41.1'\nPRETTY_NAME=\"Silverblue 41\"\n")
            .File("/sysroot/ostree/repo/config");

    public static Room NixOs() =>
        new Room().File("/etc/os-release", "ID=nixos\nPRETTY_NAME=\"NixOS 25.11\"\n").File("/nix/store/x/bin/init");

    private static Room Labelled(Room room) =>
        room.File("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n").File("/usr/sbin/setfiles");

    private static Room Link(this Room room, string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(room.Root + path)!);
        File.CreateSymbolicLink(room.Root + path, target);
        return room;
    }

    private static Room Fstab(this Room room, string text) => room.File("/etc/fstab", text);
}
