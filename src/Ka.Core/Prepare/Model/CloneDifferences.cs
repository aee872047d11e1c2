using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests.Comparison;

namespace Ka.Prepare.Model;

/// <summary>The paths in which a clone differs from the golden node on purpose. docs/prepare.md has the same list; a test
/// compares them.</summary>
public static class CloneDifferences
{
    private const CloneChange Replaced = CloneChange.Changed | CloneChange.Removed | CloneChange.New;

    private const CloneChange Written = CloneChange.Changed | CloneChange.New;

    /// <summary>All intended differences. In paths <c>*</c> is any part of a name, <c>/**</c> at the end all that is
    /// below.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new("machine id: prepared, made anew by the first boot", Replaced, "/etc/machine-id /var/lib/dbus/machine-id"),
        new("host keys: prepared", Replaced, "/etc/ssh/ssh_host_* /etc/dropbear/dropbear_*_host_key"),
        new(
            "random seed of systemd: prepared, made anew by each boot",
            Replaced | CloneChange.Remade,
            "/var/lib/systemd/random-seed"
        ),
        new(
            "random seed: prepared, written by each boot",
            Replaced,
            "/var/lib/urandom/random-seed /var/lib/random-seed /var/lib/misc/random-seed "
                + "/var/lib/seedrng/seed.credit /boot/loader/random-seed /efi/loader/random-seed /boot/efi/loader/random-seed"
        ),
        new("secret for credentials: prepared", Replaced, "/var/lib/systemd/credential.secret"),
        new(
            "leases and ids of DHCP: prepared, written by each boot",
            Replaced,
            "/var/lib/dhcp/dhclient*.lease* /var/lib/dhclient/*.lease* /var/lib/dhcp3/*.leases "
                + "/var/lib/NetworkManager/*.lease "
                + "/var/lib/dhcpcd/*.lease* /var/lib/dhcpcd5/*.lease /etc/dhcpc/dhcpcd-* "
                + "/var/lib/systemd/network/*.lease /var/lib/wicked/lease-*.xml "
                + "/var/lib/NetworkManager/secret_key /var/lib/dhcpcd/duid /var/lib/dhcpcd/secret /etc/dhcpcd.duid "
                + "/etc/dhcpcd.secret "
                + "/var/lib/dhcpv6/dhcp6c_duid /var/lib/wicked/duid.xml /var/lib/wicked/iaid.xml"
        ),
        new(
            "names of cards and drives: prepared",
            CloneChange.Removed,
            "/etc/udev/rules.d/70-persistent-*.rules /etc/udev/rules.d/*persistent-net.rules "
                + "/etc/udev/rules.d/*persistent-cd.rules "
                + "/etc/udev/rules.d/*net_persistent_names.rules /etc/udev/rules.d/61-net_config*.rules"
        ),
        new(
            "address of the golden node's card: prepared",
            CloneChange.Changed,
            "/etc/sysconfig/network-scripts/ifcfg-* /etc/NetworkManager/system-connections/*"
        ),
        new("host name: prepared", Written, "/etc/hostname /etc/HOSTNAME /etc/hosts /etc/sysconfig/network"),
        new(
            "names of disks: prepared",
            CloneChange.Changed,
            "/etc/fstab /etc/crypttab /etc/default/grub /etc/default/grub.d/*.cfg /etc/kernel/cmdline "
                + "/boot/loader/entries/*.conf "
                + "/boot/efi/loader/entries/*.conf /efi/loader/entries/*.conf /etc/dracut.conf.d/*.conf /etc/lilo.conf "
                + "/etc/mdadm/mdadm.conf "
                + "/etc/mdadm.conf /etc/initramfs-tools/conf.d/* /etc/initramfs-tools/initramfs.conf /etc/dracut.conf "
                + "/etc/default/u-boot /etc/default/flash-kernel /etc/default/kexec /etc/default/kdump-tools "
                + "/etc/sysconfig/kdump "
                + "/etc/update-extlinux.conf /etc/kernel/cmdline.d/*.conf /etc/kernel/uki.conf /etc/cmdline.d/*.conf "
                + "/boot/cmdline.txt "
                + "/boot/firmware/cmdline.txt /boot/extlinux.conf /boot/limine.conf /boot/limine/limine.conf "
                + "/etc/grub.d/*_custom /boot/grub/custom.cfg /boot/grub2/custom.cfg "
                + "/etc/smartd.conf /etc/hdparm.conf /etc/sysconfig/rawdevices /etc/default/grub_installdevice /etc/kdump.conf "
                + ""
                + "/etc/uswsusp.conf /etc/suspend.conf /etc/mtools.conf /etc/auto.* /var/cache/debconf/config.dat"
        ),
        new(
            "units of disks: prepared",
            CloneChange.Changed,
            "/etc/systemd/system/*.mount /etc/systemd/system/*.automount /etc/systemd/system/*.service "
                + "/etc/systemd/system/*.d/*.conf "
                + "/usr/local/lib/systemd/system/*.mount /usr/local/lib/systemd/system/*.automount "
                + "/usr/local/lib/systemd/system/*.service /usr/local/lib/systemd/system/*.d/*.conf"
        ),
        new(
            "units of swap space, named after it: prepared",
            Replaced,
            "/etc/systemd/system/dev-*.swap /etc/systemd/system/*/dev-*.swap /usr/local/lib/systemd/system/dev-*.swap "
                + "/usr/local/lib/systemd/system/*/dev-*.swap"
        ),
        new(
            "list of the golden node's disks: prepared",
            CloneChange.Removed,
            "/etc/lvm/devices/system.devices /etc/lvm/cache/.cache /etc/blkid.tab /etc/blkid.tab.old /etc/blkid/blkid.tab"
        ),
        new(
            "drivers of this machine: prepared",
            Written,
            "/etc/initramfs-tools/modules /etc/dracut.conf.d/90-ka.conf /etc/modprobe.conf"
        ),
        new(
            "initramfs: prepared",
            Written,
            "/boot/initrd.img-* /boot/initrd-* /boot/initramfs-* /efi/*/*/initrd /boot/*/*/initrd /boot/efi/*/*/initrd "
                + "/var/lib/initramfs-tools/*"
        ),
        new(
            "boot loader: prepared",
            Replaced,
            "/boot/grub/grub.cfg /boot/grub/menu.lst /boot/grub/grub.conf /boot/grub/device.map /boot/grub/grubenv "
                + "/boot/grub/unicode.pf2 "
                + "/boot/grub/stage* /boot/grub/*stage1_5 /boot/grub/i386-pc/** /boot/grub/x86_64-efi/** "
                + "/boot/grub/arm64-efi/** /boot/grub/fonts/** "
                + "/boot/grub/locale/** /boot/grub2/grub.cfg /boot/grub2/grubenv /boot/grub2/device.map /boot/grub2/i386-pc/** "
                + ""
                + "/boot/grub2/x86_64-efi/** /boot/grub2/arm64-efi/** /boot/grub2/fonts/** /boot/grub2/locale/** "
                + "/boot/extlinux/* /boot/syslinux/* "
                + "/boot/map /boot/boot.* /boot/EFI/** /boot/efi/EFI/** /efi/EFI/**"
        ),
        new("boot loader's directory where there was none: prepared", CloneChange.New, "/boot/grub /boot/grub2"),
        new("labels: prepared", CloneChange.New, "/.autorelabel"),
        new(
            "hooks of the first boot: prepared",
            Replaced,
            "/var/lib/ka /var/lib/ka/first-boot.d/** /var/lib/ka/run-first-boot /var/lib/ka/first-boot.done "
                + "/etc/systemd/system/ka-first-boot.service "
                + "/etc/systemd/system/multi-user.target.wants/ka-first-boot.service /etc/rc.local /etc/rc.d/rc.local"
        ),
        new("a new file system's own", CloneChange.New, "/lost+found /*/lost+found"),
        new("log: written by each boot", Replaced, "/var/log/**"),
        new("directory of the journal: its ACL is set by each boot", CloneChange.Remade, "/var/log/journal"),
        new(
            "state of systemd: written by each boot",
            Replaced,
            "/etc/.updated /var/.updated /var/lib/systemd/timers/** /var/lib/systemd/timesync/** /var/lib/systemd/rfkill/** "
                + "/var/lib/systemd/backlight/** /var/lib/systemd/catalog/database /var/tmp/systemd-private-*/** "
                + "/etc/ld.so.cache /etc/udev/hwdb.bin"
        ),
        new("clock and name servers: written by each boot", Written, "/etc/adjtime /etc/resolv.conf"),
        new("emptied by each boot", CloneChange.New | CloneChange.Removed, "/tmp/**"),
        new("mounted by each boot", CloneChange.Mounted, "/dev /proc /run /sys /tmp"),
    ];

    /// <summary>The reason of an intended difference; null when the difference is not intended.</summary>
    public static string? ReasonFor(Difference difference)
    {
        var change = difference.Kind switch
        {
            DifferenceKind.Missing => CloneChange.Removed,
            DifferenceKind.Extra => CloneChange.New,
            DifferenceKind.Hidden => CloneChange.Mounted,
            DifferenceKind.Permissions or DifferenceKind.Attribute => CloneChange.Remade,
            DifferenceKind.Modified or DifferenceKind.Size or DifferenceKind.Contents => CloneChange.Changed,
            _ => CloneChange.None,
        };
        var path = SurrogateEscape.Decode(difference.Path);
        foreach (var row in All)
        foreach (var pattern in row.Paths)
            if (IsMeant(row.Change, pattern, path, change, difference.Kind))
                return row.Reason;
        return null;
    }

    private static bool IsMeant(CloneChange allowed, string pattern, string path, CloneChange change, DifferenceKind kind)
    {
        var isDeep = pattern.EndsWith("/**", StringComparison.Ordinal);
        var place = isDeep ? pattern[..^3] : pattern;
        if (
            (allowed & change) != 0
            && (isDeep ? IsBelow(place, path) || (change == CloneChange.New && Matches(place, path)) : Matches(place, path))
        )
            return true;
        // What is made, removed or replaced in a directory changes the directory's time.
        return kind == DifferenceKind.Modified && ((isDeep && Matches(place, path)) || Parent(place) == path);
    }

    private static string Parent(string place) => place.LastIndexOf('/') is > 0 and var slash ? place[..slash] : "/";

    private static bool IsBelow(string place, string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            if (Matches(place, path.AsSpan(0, slash)))
                return true;
        return false;
    }

    /// <summary>A star stands for any part of a name.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.SequenceEqual(text);
        if (!text.StartsWith(pattern[..star]))
            return false;
        for (var rest = text[star..]; ; rest = rest[1..])
        {
            if (Matches(pattern[(star + 1)..], rest))
                return true;
            if (rest.IsEmpty || rest[0] == '/')
                return false;
        }
    }

    /// <summary>Paths that differ for one reason.</summary>
    /// <param name="paths">With spaces between them.</param>
    public sealed class Row(string reason, CloneChange change, string paths)
    {
        public string Reason => reason;

        public CloneChange Change => change;

        public IReadOnlyList<string> Paths { get; } = paths.Split(' ');
    }
}
