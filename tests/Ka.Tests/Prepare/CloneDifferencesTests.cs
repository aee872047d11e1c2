using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Manifests.Comparison;
using Ka.Prepare.Model;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>What differs in a clone on purpose, and nothing more.</summary>
public sealed class CloneDifferencesTests
{
    [Fact]
    public void The_document_has_the_same_list()
    {
        var lines = File.ReadAllLines(Path.Combine(Programs.Repository, "docs", "prepare.md"))
            .SkipWhile(line => line != "| is | may be | files |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        var rows = CloneDifferences.All.Select(row =>
            $"| {row.Reason} | {row.Change.ToString().ToLowerInvariant()} | "
            + $"{string.Join(", ", row.Paths.Select(path => $"`{path}`"))} |"
        );
        Assert.Equal(rows, lines);
    }

    [Theory]
    [InlineData("/etc/machine-id", DifferenceKind.Contents)]
    [InlineData("/etc/machine-id", DifferenceKind.Size)]
    [InlineData("/etc", DifferenceKind.Modified)]
    [InlineData("/", DifferenceKind.Modified)]
    [InlineData("/etc/ssh/ssh_host_ed25519_key.pub", DifferenceKind.Contents)]
    [InlineData("/etc/ssh/ssh_host_rsa_key", DifferenceKind.Extra)]
    [InlineData("/var/lib/dhcp/dhclient.eth0.leases", DifferenceKind.Missing)]
    [InlineData("/var/log/journal/0123/system.journal", DifferenceKind.Size)]
    [InlineData("/var/log/journal/0123", DifferenceKind.Extra)]
    [InlineData("/var/log", DifferenceKind.Modified)]
    [InlineData("/boot/grub/i386-pc", DifferenceKind.Extra)]
    [InlineData("/boot/grub/i386-pc/core.img", DifferenceKind.Contents)]
    [InlineData("/boot/initrd.img-6.1.0-30-amd64", DifferenceKind.Contents)]
    [InlineData("/proc", DifferenceKind.Hidden)]
    [InlineData("/home/lost+found", DifferenceKind.Extra)]
    [InlineData("/var/lib/systemd/random-seed", DifferenceKind.Permissions)]
    [InlineData("/var/log/journal", DifferenceKind.Attribute)]
    public void Is_on_purpose(string path, DifferenceKind kind) => Assert.NotNull(ReasonFor(path, kind));

    [Theory]
    [InlineData("/etc/machine-id", DifferenceKind.Permissions)]
    [InlineData("/etc/machine-id", DifferenceKind.Owner)]
    [InlineData("/etc/machine-id", DifferenceKind.Attribute)]
    [InlineData("/etc/machine-id", DifferenceKind.Type)]
    [InlineData("/etc/machine-id", DifferenceKind.Unreadable)]
    [InlineData("/srv/etc/machine-id", DifferenceKind.Contents)]
    [InlineData("/etc/machine-id.bak", DifferenceKind.Contents)]
    [InlineData("/etc/fstab", DifferenceKind.Missing)]
    [InlineData("/etc/fstab.old", DifferenceKind.Extra)]
    [InlineData("/etc/ssh/sshd_config", DifferenceKind.Contents)]
    [InlineData("/etc/ssh/ssh_host_x/y", DifferenceKind.Extra)]
    [InlineData("/etc/ssh", DifferenceKind.Extra)]
    [InlineData("/etc/udev/rules.d/70-persistent-net.rules", DifferenceKind.Permissions)]
    [InlineData("/var/log", DifferenceKind.Missing)]
    [InlineData("/var/log/x", DifferenceKind.Owner)]
    [InlineData("/var/logs/x", DifferenceKind.Extra)]
    [InlineData("/boot/vmlinuz-6.1.0-30-amd64", DifferenceKind.Contents)]
    [InlineData("/boot/grub/themes.cfg", DifferenceKind.Contents)]
    [InlineData("/usr", DifferenceKind.Modified)]
    [InlineData("/usr/bin/ls", DifferenceKind.Contents)]
    [InlineData("/root/x", DifferenceKind.Extra)]
    [InlineData("/srv", DifferenceKind.Hidden)]
    public void Is_not_on_purpose(string path, DifferenceKind kind) => Assert.Null(ReasonFor(path, kind));

    private static string? ReasonFor(string path, DifferenceKind kind) =>
        CloneDifferences.ReasonFor(new Difference(BytePath.FromText(path), kind, "what"));
}
