using System;
using System.IO;
using System.Linq;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>What makes a machine itself, besides the plainest: keys in other places, ids of services.</summary>
public sealed class IdentityTests
{
    [Theory]
    [InlineData("/var/lib/systemd/tpm2-srk-public-key.pem")]
    [InlineData("/boot/initramfs-5.14.0-503.el9.x86_64kdump.img")]
    [InlineData("/etc/lvm/archive/rhel_00000-1.vg")]
    [InlineData("/etc/lvm/backup/rhel")]
    [InlineData("/etc/multipath/wwids")]
    [InlineData("/etc/multipath/bindings")]
    [InlineData("/etc/hostid")]
    [InlineData("/etc/salt/minion_id")]
    [InlineData("/var/lib/docker/engine-id")]
    [InlineData("/var/lib/cloud/data/instance-id")]
    [InlineData("/var/lib/cloud/instances/i-1/sem/config_ssh")]
    [InlineData("/etc/pki/consumer/key.pem")]
    public void Is_removed(string path)
    {
        using var room = Machine().File(path, "golden");
        Assert.Contains(path, Removed(room.Plan(Room.Seed("vda"))));
    }

    [Fact]
    public void A_seed_of_cloud_init_and_another_ca_stay()
    {
        using var room = Machine()
            .File("/var/lib/cloud/seed/nocloud/meta-data", "x")
            .File("/etc/puppetlabs/puppet/ssl/ca/ca_key.pem", "x")
            .File("/etc/pki/tls/private/localhost.key", "x");
        Assert.Empty(Removed(room.Plan(Room.Seed("vda"))));
        room.File("/usr/lib/systemd/system/httpd-init.service");
        Assert.Equal(["/etc/pki/tls/private/localhost.key"], Removed(room.Plan(Room.Seed("vda"))));
    }

    [Theory]
    [InlineData("InitiatorName=iqn.1994-05.com.redhat:a1b2c3d4e5f6\n", "InitiatorName=iqn.1994-05.com.redhat:")]
    [InlineData("# x\nInitiatorName=iqn.1993-08.org.debian:01:a1b2c3d4e5f6\n", "# x\nInitiatorName=iqn.1993-08.org.debian:01:")]
    public void An_iscsi_name_of_the_distribution_becomes_another_one(string golden, string start)
    {
        using var room = Machine().File("/etc/iscsi/initiatorname.iscsi", golden);
        var now = Rewritten(room, "/etc/iscsi/initiatorname.iscsi");
        Assert.StartsWith(start, now, StringComparison.Ordinal);
        Assert.Equal(golden.Length, now.Length);
        Assert.NotEqual(golden, now);
    }

    [Fact]
    public void The_ids_for_nvme_over_fabrics_are_new_and_agree()
    {
        using var room = Machine().File("/etc/nvme/hostnqn", "nqn.golden\n").File("/etc/nvme/hostid", "golden\n");
        var written = room.Plan(Room.Seed("vda")).Steps.OfType<WriteFile>().ToList();
        var id = written.Single(step => step.Path == "/etc/nvme/hostid").Content.Trim();
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal($"nqn.2014-08.org.nvmexpress:uuid:{id}\n", written.Single(step => step.Path == "/etc/nvme/hostnqn").Content);
    }

    [Fact]
    public void A_snakeoil_certificate_is_made_anew_by_the_trees_own_program()
    {
        using var room = Machine().File("/etc/ssl/private/ssl-cert-snakeoil.key", "golden").File("/usr/sbin/make-ssl-cert");
        Assert.Contains(
            "/usr/sbin/make-ssl-cert generate-default-snakeoil --force-overwrite",
            room.Plan(Room.Seed("vda")).Steps.OfType<RunInTree>().Select(step => step.Call.ToString())
        );
    }

    [Fact]
    public void Host_keys_are_made_anew_where_the_configuration_of_sshd_has_them()
    {
        using var room = Machine()
            .File("/usr/sbin/sshd")
            .File("/usr/bin/ssh-keygen")
            .File("/etc/ssh/sshd_config", "#HostKey /etc/no\nHostKey /etc/keys/machine\n")
            .File("/etc/ssh/sshd_config.d/10-site.conf", "hostkey = \"/srv/ssh/host_rsa\"\nHostCertificate /srv/ssh/host-cert\n")
            .File("/etc/ssh/ssh_host_rsa_key-cert.pub", "golden")
            .File("/etc/no", "stays")
            .File("/etc/keys/machine", "golden")
            .File("/etc/keys/machine.pub", "ecdsa-sha2-nistp256 AAAA golden\n")
            .File("/srv/ssh/host_rsa", "golden")
            .File("/srv/ssh/host-cert", "golden");
        var plan = room.Plan(Room.Seed("vda"));
        Assert.Equal(
            [
                "/etc/keys/machine",
                "/etc/keys/machine.pub",
                "/etc/ssh/ssh_host_rsa_key-cert.pub",
                "/srv/ssh/host-cert",
                "/srv/ssh/host_rsa",
            ],
            Removed(plan).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [
                "/usr/bin/ssh-keygen -A",
                "/usr/bin/ssh-keygen -q -N '' -t ecdsa -f /etc/keys/machine",
                "/usr/bin/ssh-keygen -q -N '' -t rsa -f /srv/ssh/host_rsa",
            ],
            plan.Steps.OfType<RunInTree>().Where(step => step.What == "new SSH host keys").Select(step => step.Call.ToString())
        );
        Assert.Contains("/srv/ssh/host-cert certifies the golden node's key: sign each clone's", plan.Notes);
    }

    [Fact]
    public void What_only_the_site_can_make_anew_is_named_and_stays()
    {
        using var room = Machine()
            .File("/etc/krb5.keytab", "golden")
            .File("/etc/wireguard/wg0.conf", "golden")
            .File("/etc/wireguard/wg1.conf", "golden")
            .File("/etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.2020-01.org.example:golden\n");
        var plan = room.Plan(Room.Seed("vda"));
        Assert.Empty(Removed(plan));
        foreach (
            var start in new[] { "Kerberos keys, /etc/krb5.keytab: ", "keys of WireGuard, /etc/wireguard/wg0.conf and more: " }
        )
            Assert.Single(plan.Notes, note => note.StartsWith(start, StringComparison.Ordinal));
        Assert.Single(plan.Notes, note => note.StartsWith("iSCSI initiator with a name of the site", StringComparison.Ordinal));
        Assert.DoesNotContain(
            plan.Steps.OfType<RewriteFile>(),
            step => step.Path.StartsWith("/etc/iscsi", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_host_name_is_the_clones_where_other_families_keep_it()
    {
        using var room = Machine()
            .File("/etc/hostname", "golden.example.org\n")
            .File("/etc/mailname", "golden.example.org\n")
            .File("/etc/conf.d/hostname", "# OpenRC\nhostname=\"golden\"\n")
            .File("/etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\nDHCP_HOSTNAME=golden\n")
            .File("/etc/hosts", "127.0.0.1 golden.example.org golden localhost # golden\n::1 localhost\n10.0.0.1 golden\n");
        var plan = room.Plan(Room.Seed("vda"), more: request => request with { HostName = "node7.example.org" });
        string Now(string path) => plan.Steps.OfType<RewriteFile>().First(step => step.Path == path).Rewrite(room.Text(path));
        Assert.Equal("node7.example.org\n", Now("/etc/mailname"));
        Assert.Equal("# OpenRC\nhostname=\"node7.example.org\"\n", Now("/etc/conf.d/hostname"));
        Assert.Equal("DEVICE=eth0\nDHCP_HOSTNAME=node7.example.org\n", Now("/etc/sysconfig/network-scripts/ifcfg-eth0"));
        Assert.Equal("127.0.0.1 node7.example.org node7 localhost # golden\n::1 localhost\n10.0.0.1 golden\n", Now("/etc/hosts"));
    }

    [Fact]
    public void What_the_operator_keeps_stays()
    {
        using var room = Machine()
            .File("/etc/salt/minion_id", "golden")
            .File("/etc/hostid", "golden")
            .File("/etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.1994-05.com.redhat:a1b2c3d4e5f6\n");
        var plan = room.Plan(Room.Seed("vda"), more: request => request with { Kept = ["salt", "iscsi-name"] });
        Assert.Equal(["/etc/hostid"], Removed(plan));
        Assert.DoesNotContain(
            plan.Steps.OfType<RewriteFile>(),
            step => step.Path.StartsWith("/etc/iscsi", StringComparison.Ordinal)
        );
        IdentityTable.Demand(["salt", "iscsi-name"]);
        Assert.Equal(
            "machine-id is made anew in every clone",
            Assert.Throws<FormatException>(() => IdentityTable.Demand(["machine-id"])).Message
        );
        Assert.StartsWith(
            "'sal' is not one of cloud-init, iscsi-name, ",
            Assert.Throws<FormatException>(() => IdentityTable.Demand(["sal"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_document_has_the_same_table()
    {
        var lines = File.ReadAllLines(Path.Combine(Ka.TestKit.Programs.Repository, "docs", "prepare.md"))
            .SkipWhile(line => line != "| class | name | is | files | becomes |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        var rows = IdentityTable.All.Select(row =>
            $"| {"ABC"[(int)row.Class]} | {row.Name} | {row.What} | "
            + $"{string.Join(", ", row.Paths.Select(path => $"`{path}`"))} | {row.Outcome} |"
        );
        Assert.Equal(rows, lines);
    }

    [Fact]
    public void Names_and_texts_of_the_table_are_unique_and_whole()
    {
        Assert.Equal(IdentityTable.All.Count, IdentityTable.All.Select(row => row.Name).Distinct().Count());
        Assert.All(IdentityTable.All, row => Assert.Matches("^[a-z][a-z0-9-]+$", row.Name));
        Assert.All(
            IdentityTable.All,
            row => Assert.All(row.Paths, path => Assert.StartsWith("/", path, StringComparison.Ordinal))
        );
        Assert.All(IdentityTable.All, row => Assert.Equal(row.Class == IdentityClass.Named, row.Change == CloneChange.None));
    }

    private static Room Machine() => new Room().Kernel().GrubForPc();

    private static string[] Removed(PreparePlan plan) => [.. plan.Steps.OfType<RemoveFiles>().SelectMany(step => step.Paths)];

    private static string Rewritten(Room room, string path) =>
        room.Plan(Room.Seed("vda")).Steps.OfType<RewriteFile>().Single(step => step.Path == path).Rewrite(room.Text(path));
}
