using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Manifests.Comparison;

namespace Ka.Prepare.Model;

/// <summary>The paths in which a clone differs from the golden node on purpose. Those of identity come
/// from <see cref="IdentityTable"/>. docs/prepare.md has the same list; a test compares them.</summary>
public static class CloneDifferences
{
    private const CloneChange Replaced = CloneChange.Changed | CloneChange.Removed | CloneChange.New;

    private const CloneChange Written = CloneChange.Changed | CloneChange.New;

    /// <summary>All intended differences. In paths <c>*</c> is any part of a name, <c>{id}</c> a machine id, <c>/**</c> at the
    /// end all that is below.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        .. IdentityRows(),
        new(
            "machine id where boot entries are named after it: prepared",
            CloneChange.Changed,
            "/etc/kernel/entry-token /etc/kernel/install.conf /etc/machine-info"
        ),
        new(
            "boot entries, named after the machine id: prepared",
            Replaced,
            "/boot/loader/loader.conf /boot/efi/loader/loader.conf /efi/loader/loader.conf "
                + "/boot/loader/entries/{id}-*.conf /boot/efi/loader/entries/{id}-*.conf /efi/loader/entries/{id}-*.conf "
                + "/boot/{id} /boot/{id}/** /boot/efi/{id} /boot/efi/{id}/** /efi/{id} /efi/{id}/** "
                + "/boot/vmlinuz-0-rescue-{id} /boot/.vmlinuz-0-rescue-{id}.hmac /boot/initramfs-0-rescue-{id}.img"
        ),
        new(
            "names of this machine's cards: prepared",
            Replaced,
            "/etc/systemd/network/10-ka-*.link /etc/udev/rules.d/70-ka-net.rules /etc/mactab "
                + "/etc/dracut.conf.d/91-ka-network.conf"
        ),
        new(
            "instance of cloud-init: prepared",
            Written,
            "/etc/cloud/cloud.cfg.d/99-ka.cfg /var/lib/cloud/seed /var/lib/cloud/seed/nocloud /var/lib/cloud/seed/nocloud/*-data"
        ),
        new(
            "host name: prepared",
            Written,
            "/etc/hostname /etc/HOSTNAME /etc/hosts /etc/sysconfig/network /etc/mailname /etc/conf.d/hostname"
        ),
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
            "/etc/initramfs-tools/modules /etc/dracut.conf.d/90-ka.conf /etc/modprobe.conf "
                + "/etc/mkinitfs/mkinitfs.conf /etc/mkinitfs/features.d/ka.modules"
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
            "/usr/local/libexec /usr/local/libexec/ka /usr/local/libexec/ka/** /var/lib/ka "
                + "/var/lib/ka/first-boot.done /var/lib/ka/first-boot.done/* "
                + "/etc/systemd/system/ka-first-boot.service "
                + "/etc/systemd/system/multi-user.target.wants/ka-first-boot.service /etc/rc.local /etc/rc.d/rc.local "
                + "/etc/init.d/ka-first-boot /etc/runlevels/default/ka-first-boot /etc/rc2.d/S99ka-first-boot "
                + "/etc/rc3.d/S99ka-first-boot "
                + "/etc/rc4.d/S99ka-first-boot /etc/rc5.d/S99ka-first-boot "
                + "/etc/fapolicyd/trust.d/ka"
        ),
        new(
            "report of the first boot: prepared, removed by it",
            Replaced,
            "/var/lib/ka/boot-report /etc/systemd/system/ka-booted.service "
                + "/etc/systemd/system/multi-user.target.wants/ka-booted.service /etc/init.d/ka-booted "
                + "/etc/runlevels/default/ka-booted /etc/rc*.d/S99ka-booted /etc/fapolicyd/trust.d/ka-booted"
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
    /// <param name="templates">Files that are made of templates, which may differ in any way; null: none.</param>
    public static string? ReasonFor(Difference difference, IReadOnlySet<string>? templates = null)
    {
        if (templates is not null && IsOfTemplate(difference, templates))
            return "template of /etc/ka/nodes.d: prepared";
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

    private static bool IsOfTemplate(Difference difference, IReadOnlySet<string> templates)
    {
        var path = SurrogateEscape.Decode(difference.Path);
        return templates.Contains(path)
            // Directories that were made for it, and those that have another time.
            || (
                difference.Kind is DifferenceKind.Extra or DifferenceKind.Modified
                && templates.Any(template => template.StartsWith(path == "/" ? "/" : path + "/", StringComparison.Ordinal))
            );
    }

    private static IEnumerable<Row> IdentityRows() =>
        from row in IdentityTable.All
        where row.Change != CloneChange.None
        select new Row($"{row.What}: prepared", row.Change, string.Join(' ', row.Paths));

    private static bool IsMeant(CloneChange allowed, string pattern, string path, CloneChange change, DifferenceKind kind)
    {
        var (isDeep, place) = (PathPattern.IsDeep(pattern), PathPattern.Place(pattern));
        if (
            (allowed & change) != 0
            && (
                isDeep
                    ? IsBelow(place, path) || (change == CloneChange.New && PathPattern.Matches(place, path))
                    : PathPattern.Matches(place, path)
            )
        )
            return true;
        // What is made, removed or replaced in a directory changes the directory's time.
        return kind == DifferenceKind.Modified && ((isDeep && PathPattern.Matches(place, path)) || Parent(place) == path);
    }

    private static string Parent(string place) => place.LastIndexOf('/') is > 0 and var slash ? place[..slash] : "/";

    private static bool IsBelow(string place, string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            if (PathPattern.Matches(place, path.AsSpan(0, slash)))
                return true;
        return false;
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
