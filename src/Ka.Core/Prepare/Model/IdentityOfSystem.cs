namespace Ka.Prepare.Model;

/// <summary>The rows of the base system, class A.</summary>
internal static class IdentityOfSystem
{
    public static IdentityRow[] Rows { get; } =
    [
        new(
            "machine-id",
            IdentityClass.New,
            "machine id",
            "/etc/machine-id",
            "a new random one; `uninitialized` stays. Boot entries and others that are named after it follow"
        )
        {
            IsRemoved = false,
        },
        new(
            "dbus-machine-id",
            IdentityClass.New,
            "machine id of D-Bus",
            "/var/lib/dbus/machine-id",
            "removed when it is a file: it follows the other one"
        )
        {
            IsRemoved = false,
        },
        new(
            "ssh-host-keys",
            IdentityClass.New,
            "SSH host keys",
            "/etc/ssh/ssh_host_*",
            "removed, and new ones by the tree's `ssh-keygen`; those of `HostKey` in `sshd_config`, too"
        )
        {
            IsRemoved = false,
        },
        new(
            "dropbear-keys",
            IdentityClass.New,
            "host keys of Dropbear",
            "/etc/dropbear/dropbear_*_host_key",
            "removed, and new ones by the tree's `dropbearkey`"
        )
        {
            IsRemoved = false,
        },
        new(
            "systemd-seed",
            IdentityClass.New,
            "random seed of systemd",
            "/var/lib/systemd/random-seed",
            "removed; each boot writes one"
        )
        {
            Change = CloneChange.Changed | CloneChange.Removed | CloneChange.New | CloneChange.Remade,
        },
        new(
            "random-seed",
            IdentityClass.New,
            "random seed",
            "/var/lib/urandom/random-seed /var/lib/random-seed /var/lib/misc/random-seed /var/lib/seedrng/seed.credit "
                + "/boot/loader/random-seed /efi/loader/random-seed /boot/efi/loader/random-seed",
            "removed; each boot writes one"
        ),
        new(
            "credential-secret",
            IdentityClass.New,
            "secret for credentials",
            "/var/lib/systemd/credential.secret",
            "removed; `systemd-creds` makes one"
        ),
        new(
            "tpm2-srk",
            IdentityClass.New,
            "public key of the TPM",
            "/var/lib/systemd/tpm2-srk-public-key.pem /var/lib/systemd/tpm2-srk-public-key.tpm2b_public",
            "removed; `systemd-tpm2-setup` reads this machine's"
        ),
        new(
            "leases",
            IdentityClass.New,
            "leases and ids of DHCP",
            "/var/lib/dhcp/dhclient*.lease* /var/lib/dhclient/*.lease* /var/lib/dhcp3/*.leases /var/lib/NetworkManager/*.lease "
                + "/var/lib/dhcpcd/*.lease* /var/lib/dhcpcd5/*.lease /etc/dhcpc/dhcpcd-*.info /etc/dhcpc/dhcpcd-*.cache "
                + "/var/lib/systemd/network/*.lease /var/lib/wicked/lease-*.xml "
                + "/var/lib/NetworkManager/secret_key /var/lib/dhcpcd/duid /var/lib/dhcpcd/secret /etc/dhcpcd.duid "
                + "/etc/dhcpcd.secret /var/lib/dhcpv6/dhcp6c_duid /var/lib/wicked/duid.xml /var/lib/wicked/iaid.xml",
            "removed: dhclient, dhcpcd, NetworkManager, systemd-networkd, wicked"
        ),
        new(
            "persistent-rules",
            IdentityClass.New,
            "names of cards and drives",
            "/etc/udev/rules.d/70-persistent-*.rules /etc/udev/rules.d/*persistent-net.rules "
                + "/etc/udev/rules.d/*persistent-cd.rules /etc/udev/rules.d/*net_persistent_names.rules "
                + "/etc/udev/rules.d/61-net_config*.rules",
            "removed"
        )
        {
            Change = CloneChange.Removed,
        },
        new(
            "card-addresses",
            IdentityClass.New,
            "address of the golden node's card",
            "/etc/NetworkManager/system-connections/* /etc/NetworkManager/NetworkManager.conf /etc/NetworkManager/conf.d/*.conf "
                + "/etc/netplan/*.yaml /etc/netplan/*.yml /etc/cloud/cloud.cfg.d/*.cfg /etc/systemd/network/*.link "
                + "/etc/systemd/network/*.network /etc/systemd/network/*.netdev /etc/systemd/network/*.network.d/*.conf "
                + "/etc/systemd/network/*.netdev.d/*.conf /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network/ifcfg-* "
                + "/etc/wicked/ifconfig/*.xml /etc/network/interfaces /etc/network/interfaces.d/* /etc/conf.d/net "
                + "/etc/udev/rules.d/*.rules /etc/mactab /etc/iftab",
            "the card's name or this machine's address takes its place; addresses that are set are taken out"
        )
        {
            Change = CloneChange.Changed | CloneChange.Removed,
            IsRemoved = false,
        },
        new(
            "lvm-archive",
            IdentityClass.New,
            "LVM's history",
            "/etc/lvm/archive/*.vg /etc/lvm/backup/* /etc/lvm/devices/backup/*",
            "removed: it has the golden node's UUIDs; each change of a group writes it"
        ),
        new(
            "multipath",
            IdentityClass.New,
            "paths of multipath devices",
            "/etc/multipath/wwids /etc/multipath/bindings /etc/multipath/prkeys",
            "removed; `multipathd` writes what it finds"
        ),
        new("nvme-host", IdentityClass.New, "name and id for NVMe over fabrics", "/etc/nvme/hostnqn /etc/nvme/hostid", "new ones")
        {
            Change = CloneChange.Changed,
            IsRemoved = false,
        },
        new(
            "kdump-image",
            IdentityClass.New,
            "initramfs of kdump",
            "/boot/initramfs-*kdump.img /boot/initrd-*-kdump",
            "removed: it has the golden node's drivers; the service makes one"
        ),
    ];
}
