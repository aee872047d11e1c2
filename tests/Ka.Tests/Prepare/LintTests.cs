using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>What <c>ka lint</c> finds in a golden tree.</summary>
public sealed class LintTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_golden_tree_is_described_and_its_identity_is_listed_by_class()
    {
        using var room = Golden();
        var report = GoldenTreeReport.Read(BytePath.FromText(room.Root), null);
        Assert.Empty(report.Refusals);
        Assert.Equal(
            [
                ("distribution", "Rocky Linux 9.4"),
                ("family", "EnterpriseLinux"),
                ("init", "systemd"),
                ("kernels", "5.14.0"),
                ("initramfs", "dracut"),
                ("boot loader", "grub"),
                ("booted by", "not known"),
                ("network", "NetworkManager"),
                ("security and first boot", "SELinux"),
            ],
            report.Facts
        );
        Assert.Equal(
            ["machine-id New", "card-addresses New", "rhsm Kept", "keytab Named"],
            report.Identity.Select(found => $"{found.Row.Name} {found.Row.Class}")
        );
    }

    [Fact]
    public void What_hinders_a_clone_is_a_refusal_and_what_is_named_once_is_no_note_again()
    {
        using var room = Golden();
        var plan = new PreparePlan
        {
            Reasons = ["no boot loader"],
            Notes = ["look", IdentityReportText(room)],
            Steps = [],
        };
        var report = GoldenTreeReport.Read(BytePath.FromText(room.Root), plan);
        Assert.Equal(["no boot loader"], report.Refusals);
        Assert.Equal(["look"], report.Notes);
        File.Delete(room.Root + "/lib/modules/5.14.0/modules.dep");
        Assert.Contains(
            "no kernel",
            Assert.Single(GoldenTreeReport.Read(BytePath.FromText(room.Root), null).Refusals),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_clones_share_is_counted_before_the_wipe()
    {
        using var room = Golden();
        Assert.Equal(["Kerberos keys"], GoldenTreeReport.Shared(BytePath.FromText(room.Root)));
    }

    [Fact]
    public void What_is_made_anew_is_not_named_as_shared_too()
    {
        using var room = Golden()
            .File("/etc/ssl/private/ssl-cert-snakeoil.key")
            .File("/etc/ssl/private/www.key")
            .File("/etc/pki/tls/private/localhost.key");
        Assert.Equal(
            ["/etc/ssl/private/www.key"],
            GoldenTreeReport.Read(BytePath.FromText(room.Root), null).Identity.Single(found => found.Row.Name == "tls-keys").Paths
        );
    }

    [Fact]
    public void The_inventory_has_names_and_no_secrets()
    {
        using var room = Golden().File("/etc/sysconfig/network/ifcfg-eth-id-52-54-00-aa-00-01", "x");
        var lines = TreeInventory.Lines(BytePath.FromText(room.Root));
        foreach (
            var line in new[]
            {
                "os-release: ID=rocky",
                "program: /usr/bin/dracut",
                "file: /boot/loader/entries/MACHINE-ID-5.14.0.conf",
                "file: /lib/modules/5.14.0/modules.dep",
                "file: /etc/sysconfig/network/ifcfg-eth-id-ADDRESS",
            }
        )
            Assert.Contains(line, lines);
        Assert.DoesNotContain(
            lines,
            line => line.Contains(Id, StringComparison.Ordinal) || line.Contains("secret", StringComparison.Ordinal)
        );
    }

    private static string IdentityReportText(Room room) =>
        GoldenTreeReport.Read(BytePath.FromText(room.Root), null).Identity.Single(found => found.Row.Name == "keytab").ToString();

    private static Room Golden() =>
        new Room()
            .File(
                "/etc/os-release",
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\nPRETTY_NAME=\"Rocky Linux 9.4\"\n"
            )
            .File("/usr/lib/systemd/systemd")
            .File("/lib/modules/5.14.0/modules.dep")
            .File("/usr/bin/dracut")
            .File("/boot/grub2/grub.cfg")
            .File($"/boot/loader/entries/{Id}-5.14.0.conf", "options secret=1\n")
            .File("/etc/machine-id", Id)
            .File("/etc/selinux/config", "SELINUX=enforcing\n")
            .File("/etc/NetworkManager/system-connections/lan.nmconnection", "[wifi-security]\npsk=secret\n")
            .File("/etc/pki/consumer/key.pem", "secret")
            .File("/etc/krb5.keytab", "secret");
}
