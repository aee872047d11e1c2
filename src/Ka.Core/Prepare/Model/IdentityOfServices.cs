namespace Ka.Prepare.Model;

/// <summary>The rows of services and agents, classes B and C.</summary>
internal static class IdentityOfServices
{
    public static IdentityRow[] MadeAnew { get; } =
    [
        new(
            "cloud-init",
            IdentityClass.Kept,
            "state of cloud-init",
            "/var/lib/cloud/instance /var/lib/cloud/instances/** /var/lib/cloud/data/** /var/lib/cloud/sem/**",
            "removed: the first boot is that of a new instance; `/var/lib/cloud/seed` stays"
        ),
        new(
            "iscsi-name",
            IdentityClass.Kept,
            "name of the iSCSI initiator",
            "/etc/iscsi/initiatorname.iscsi",
            "a new one when it begins as the distribution's do; any other name stays, and is named"
        )
        {
            Change = CloneChange.Changed,
            IsRemoved = false,
        },
        new("hostid", IdentityClass.Kept, "host id", "/etc/hostid", "removed: gethostid(3) makes it of the address"),
        new(
            "snakeoil",
            IdentityClass.Kept,
            "snakeoil certificate",
            "/etc/ssl/certs/ssl-cert-snakeoil.pem /etc/ssl/private/ssl-cert-snakeoil.key",
            "`make-ssl-cert generate-default-snakeoil`"
        )
        {
            IsRemoved = false,
        },
        new(
            "localhost-cert",
            IdentityClass.Kept,
            "httpd's certificate of localhost",
            "/etc/pki/tls/private/localhost.key /etc/pki/tls/certs/localhost.crt",
            "removed where `httpd-init.service` makes one"
        )
        {
            Makers = ["/usr/lib/systemd/system/httpd-init.service"],
        },
        new(
            "cockpit-cert",
            IdentityClass.Kept,
            "Cockpit's own certificate",
            "/etc/cockpit/ws-certs.d/0-self-signed*",
            "removed; Cockpit makes one"
        ),
        new(
            "docker-id",
            IdentityClass.Kept,
            "id of the Docker engine",
            "/var/lib/docker/engine-id /etc/docker/key.json",
            "removed; the engine makes one"
        ),
        new(
            "mysql-uuid",
            IdentityClass.Kept,
            "UUID of the MySQL server",
            "/var/lib/mysql/auto.cnf",
            "removed; the server makes one"
        ),
        new(
            "salt",
            IdentityClass.Kept,
            "id and key of the Salt minion",
            "/etc/salt/minion_id /etc/salt/pki/minion/minion.pem /etc/salt/pki/minion/minion.pub /etc/venv-salt-minion/minion_id "
                + "/etc/venv-salt-minion/pki/minion/minion.pem /etc/venv-salt-minion/pki/minion/minion.pub",
            "removed; the minion makes them, and its key is to be accepted"
        ),
        new(
            "puppet",
            IdentityClass.Kept,
            "certificate of the Puppet agent",
            "/etc/puppetlabs/puppet/ssl/private_keys/* /etc/puppetlabs/puppet/ssl/public_keys/* "
                + "/etc/puppetlabs/puppet/ssl/certs/* /etc/puppetlabs/puppet/ssl/certificate_requests/* "
                + "/var/lib/puppet/ssl/private_keys/* /var/lib/puppet/ssl/public_keys/* /var/lib/puppet/ssl/certs/* "
                + "/var/lib/puppet/ssl/certificate_requests/*",
            "removed; the agent requests one at its next run"
        ),
        new(
            "insights",
            IdentityClass.Kept,
            "id for Red Hat Insights",
            "/etc/insights-client/machine-id /etc/insights-client/.registered",
            "removed; `insights-client --register` in a hook of the first boot"
        ),
        new(
            "rhsm",
            IdentityClass.Kept,
            "registration with Red Hat",
            "/etc/pki/consumer/*.pem /etc/pki/entitlement/*.pem",
            "removed; `subscription-manager register` in a hook of the first boot"
        ),
        new(
            "uyuni",
            IdentityClass.Kept,
            "registration with Spacewalk, Uyuni",
            "/etc/sysconfig/rhn/systemid /etc/sysconfig/rhn/osad-auth.conf",
            "removed; the site's bootstrap script in a hook of the first boot"
        ),
        new(
            "suse-registration",
            IdentityClass.Kept,
            "registration with SUSE",
            "/etc/zypp/credentials.d/SCCcredentials /etc/SUSEConnect /var/lib/zypp/AnonymousUniqueId",
            "removed; `SUSEConnect -r CODE` in a hook of the first boot"
        ),
        new(
            IdentityTable.StaticAddress,
            IdentityClass.Kept,
            "static address",
            "/etc/sysconfig/network/routes /etc/sysconfig/network/ifroute-* /etc/sysconfig/network/config",
            "the node's own, by `--names`, in the files of the row card-addresses, too; a node that is given none is refused"
        )
        {
            Change = CloneChange.Changed | CloneChange.New,
            IsRemoved = false,
        },
    ];

    public static IdentityRow[] OnlyNamed { get; } =
    [
        Named(
            "iscsi-own-name",
            "iSCSI initiator with a name of the site",
            "",
            "two initiators of one name disturb each other: a hook of yours writes `/etc/iscsi/initiatorname.iscsi`"
        ),
        Named(
            "keytab",
            "Kerberos keys",
            "/etc/krb5.keytab",
            "clones are the golden node for the domain: remove it in a hook, and join each clone"
        ),
        Named("ipa", "membership of an IPA domain", "/etc/ipa/default.conf", "`ipa-client-install` in a hook of the first boot"),
        Named(
            "samba",
            "membership of a Windows domain",
            "/var/lib/samba/private/secrets.tdb",
            "`net ads join` in a hook of the first boot"
        ),
        Named("chef", "key of the Chef client", "/etc/chef/client.pem", "remove it in a hook, and register each clone"),
        Named(
            "ubuntu-pro",
            "registration with Ubuntu Pro",
            "/var/lib/ubuntu-advantage/private/machine-token.json",
            "`pro detach` and `pro attach` in a hook of the first boot"
        ),
        Named(
            "landscape",
            "registration with Landscape",
            "/var/lib/landscape/client/broker.bpickle",
            "remove it in a hook, and `landscape-config`"
        ),
        Named("snapd", "device serial of snapd", "/var/lib/snapd/device/private-keys-v1/*", "clones share it; harmless for most"),
        Named(
            "wireguard",
            "keys of WireGuard",
            "/etc/wireguard/*.conf",
            "two peers with one key lose each other's packets: `wg genkey`"
        ),
        Named(
            "tailscale",
            "node of Tailscale",
            "/var/lib/tailscale/tailscaled.state",
            "remove it in a hook, and `tailscale up` with a key"
        ),
        Named("zerotier", "node of ZeroTier", "/var/lib/zerotier-one/identity.secret", "remove `identity.*` in a hook"),
        Named(
            "netbird",
            "peer of NetBird",
            "/etc/netbird/config.json /var/lib/netbird/*.json",
            "remove it in a hook, and `netbird up`"
        ),
        Named("nebula", "key of Nebula", "/etc/nebula/*.key", "a certificate for each clone"),
        Named(
            "vpn-keys",
            "keys of a VPN",
            "/etc/openvpn/*.key /etc/openvpn/client/*.key /etc/ipsec.d/*.db /var/lib/ipsec/nss/*.db /etc/swanctl/private/*",
            "a key and a certificate for each clone"
        ),
        Named(
            "wpa",
            "identity for 802.1X",
            "/etc/wpa_supplicant/*.conf",
            "an identity for each clone, if the network asks for it"
        ),
        Named(
            "tls-keys",
            "private keys of services",
            "/etc/ssl/private/*.key /etc/pki/tls/private/*.key /etc/dovecot/private/* /etc/cups/ssl/*.key",
            "all clones have them: a certificate for each clone, or one for all on purpose"
        ),
        Named(
            "docker-swarm",
            "member of a Docker swarm",
            "/var/lib/docker/swarm/docker-state.json",
            "`docker swarm leave`, and join"
        ),
        Named(
            "kubernetes",
            "node of Kubernetes",
            "/var/lib/kubelet/pki/* /etc/rancher/node/password /var/lib/rancher/k3s/agent/*.key",
            "`kubeadm reset`, or the golden node before it joins"
        ),
        Named(
            "cluster",
            "member of a cluster",
            "/etc/corosync/authkey /var/lib/etcd/member/snap/db /var/lib/consul/node-id /opt/consul/node-id "
                + "/var/lib/glusterd/glusterd.info /var/lib/ceph/*/*/keyring",
            "remove its state in a hook, and join each clone"
        ),
        Named(
            "agents",
            "registration of a monitoring or security agent",
            "/var/ossec/etc/client.keys /opt/CrowdStrike/falconstore /var/lib/cmk-agent/registered_connections.json "
                + "/var/lib/ocsinventory-agent/*/ocsinv.conf /var/lib/glpi-agent/*.dump",
            "remove it in a hook, and register each clone"
        ),
        Named(
            "mail-queue",
            "mail that waits",
            "/var/spool/postfix/deferred/*/* /var/spool/postfix/active/* /var/spool/postfix/incoming/* /var/spool/exim4/input/*",
            "every clone would send it: `-x` its directory, or empty it in a hook"
        ),
        Named(
            "at-jobs",
            "jobs that wait for their time",
            "/var/spool/cron/atjobs/a* /var/spool/at/a*",
            "every clone would run them: `-x` the directory"
        ),
        Named(
            "credstore",
            "encrypted credentials",
            "/etc/credstore.encrypted/*",
            "the clone's secret cannot decrypt them: encrypt them anew on each clone"
        ),
        Named(
            "homed",
            "signing key of systemd-homed",
            "/var/lib/systemd/home/local.private",
            "homes that it signed need it: clones share it"
        ),
        Named(
            "pcrlock",
            "predictions of the TPM",
            "/var/lib/systemd/pcrlock.json",
            "`systemd-pcrlock make-policy` on each clone"
        ),
        Named(
            "mok",
            "key that signs kernel modules",
            "/var/lib/dkms/mok.pub /var/lib/shim-signed/mok/MOK.der",
            "with Secure Boot each clone's firmware needs it: `mokutil --import`"
        ),
        Named(
            "integrity",
            "database of file checksums",
            "/var/lib/aide/aide.db /var/lib/aide/aide.db.gz /var/lib/tripwire/*.twd /var/lib/samhain/samhain_file",
            "inodes and times differ: `aide --init` in a hook of the first boot"
        ),
        Named(
            "kdump-debian",
            "initramfs of kdump-tools",
            "/var/lib/kdump/initrd.img-*",
            "it has the golden node's drivers: remove it in a hook of the first boot, and `kdump-config load`"
        ),
        Named("zfs", "pools of ZFS", "/etc/zfs/zpool.cache", "`ka` copies no pool: remove it in a hook"),
    ];

    private static IdentityRow Named(string name, string what, string paths, string outcome) =>
        new(name, IdentityClass.Named, what, paths, outcome) { Change = CloneChange.None, IsRemoved = false };
}
