using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary><c>ka serve</c> and <c>ka replicate</c>: from disks with something on them to clones.</summary>
public sealed class ServeTests
{
    [Needs(Need.Product)]
    public void Disks_of_other_sizes_become_clones_and_one_that_is_too_small_is_not_touched()
    {
        using var lab = new ServeLab(4);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 900);
        lab.AddDisk(3, 1500);
        lab.AddDisk(4, 45);
        var before = lab.HashOf(4);
        var golden = lab.Serve(
            4,
            "-x",
            "/tmp",
            "-x",
            "/var/log",
            "-D",
            lab.RawPartition,
            "--yes",
            "-d",
            "5",
            "--ok",
            lab.PathOf("ok"),
            "--failed",
            lab.PathOf("failed")
        );
        var nodes = Enumerable.Range(1, 4).Select(node => lab.Replicate(node)).ToArray();

        lab.Expect(0, nodes[..3]);
        lab.Expect(1, nodes[3]);
        lab.Expect(3, golden);

        Assert.Equal(before, lab.HashOf(4));
        Assert.NotEmpty(lab.ReasonsAgainst(4));
        Assert.Equal(3, lab.Report().Nodes.Count(node => node.State == "done"));
        Assert.Equal(Enumerable.Range(1, 3).Select(lab.AddressOf), File.ReadAllLines(lab.PathOf("ok")).Order());
        Assert.Equal([lab.AddressOf(4)], File.ReadAllLines(lab.PathOf("failed")));
        for (var node = 1; node <= 3; node++)
        {
            Assert.True(
                lab.RawBytes.AsSpan().SequenceEqual(lab.Partition(node, 3, 8 << 20)),
                $"node {node}: the raw partition differs"
            );
            lab.Look(node, place => AssertClone(lab.Root, place, $"clone{node}"));
        }
    }

    [Needs(Need.Product)]
    public void A_dry_run_says_what_would_be_and_touches_nothing()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 800);
        var before = new[] { lab.HashOf(1), lab.HashOf(2) };
        var golden = lab.Serve(2, "--dry-run");
        var nodes = new[] { lab.Replicate(1, "--json"), lab.Replicate(2, "--json") };

        lab.Expect(0, golden);
        lab.Expect(1, nodes);
        Assert.Equal(before, new[] { lab.HashOf(1), lab.HashOf(2) });
        Assert.All(lab.Events("judged"), one => Assert.True(one.GetProperty("fits").GetBoolean()));
        Assert.Equal("untouched", lab.Report().State);
        Assert.All(nodes, node => Assert.Contains("no disk was touched", CloneLab.ReasonOf(node), StringComparison.Ordinal));
    }

    [Needs(Need.Product)]
    public void A_desc_file_and_boot_code_replace_the_golden_disks_own()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 1000);
        File.WriteAllText(lab.PathOf("desc"), "linux 400\nlinux fill\n");
        var code = Enumerable.Range(0, 446).Select(number => (byte)(number * 7)).ToArray();
        File.WriteAllBytes(lab.PathOf("mbr"), code);
        var golden = lab.Serve(1, "--yes", "-p", lab.GoldenDrive, lab.PathOf("desc"), "-M", lab.GoldenDrive, lab.PathOf("mbr"));
        lab.Expect(0, lab.Replicate(1), golden);
        Assert.Equal(code, lab.HeadOf(1, 446));
        lab.Look(
            1,
            place =>
            {
                CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv");
                CloneLab.AssertSameTree(lab.Root + "/var/lib", place + "/var/lib");
            }
        );

        File.WriteAllText(lab.PathOf("desc"), "linux 400\nlinux many\n");
        var wrong = lab.Serve(1, "--yes", "-p", lab.GoldenDrive, lab.PathOf("desc"));
        lab.Expect(4, wrong);
        Assert.Contains("desc:2: ", wrong.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void When_it_fits_nobody_the_exit_status_is_4_and_nothing_is_touched()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 45);
        var before = lab.HashOf(1);
        var golden = lab.Serve(1, "--yes");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, golden);
        Assert.Equal(before, lab.HashOf(1));
    }

    [Needs(Need.Product)]
    public void Who_is_not_one_of_only_is_sent_away()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        var before = lab.HashOf(2);
        var golden = lab.Serve(1, "--yes", "--only", lab.AddressOf(1));
        var stranger = lab.Replicate(2, "--json");
        lab.Expect(1, stranger);
        Assert.Contains("not one of --only", CloneLab.ReasonOf(stranger), StringComparison.Ordinal);
        lab.Expect(0, lab.Replicate(1), golden);
        Assert.Equal(before, lab.HashOf(2));
        lab.Look(1, place => CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv"));
    }

    [Needs(Need.Product)]
    public void A_clone_that_could_not_be_made_to_boot_is_named_before_its_disk_is_erased()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var before = lab.HashOf(1);
        File.Delete(lab.Root + "/boot/vmlinuz-6.1.0");
        var golden = lab.Serve(1, "--yes");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, golden);
        Assert.Equal(before, lab.HashOf(1));
        Assert.Contains(
            "the copy could not be made to start here: there is no kernel in the tree's /boot",
            lab.ReasonsAgainst(1),
            StringComparison.Ordinal
        );
    }

    [Needs(Need.Product)]
    public void Without_an_answer_nothing_starts()
    {
        using var lab = new ServeLab(1);
        var golden = lab.Serve(1);
        lab.Expect(2, golden);
        Assert.Contains("--yes", golden.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void The_sample_configuration_has_a_line_for_every_option_and_no_other()
    {
        var help = Child.Run(Programs.Ka, "serve", "--help") + Child.Run(Programs.Ka, "clone", "--help");
        var options = Regex
            .Matches(help, @"--[a-z][a-z-]*(?=[, ])", RegexOptions.Multiline)
            .Select(match => match.Value)
            .Distinct()
            .Except(["--help", "--yes", "--late", "--dry-run", "--config", "--with"]);
        var lines = File.ReadAllLines(Path.Combine(Programs.Repository, "docs", "ka.conf"))
            .Where(line => Regex.IsMatch(line, "^#[A-Z_]+="))
            .Select(line => "--" + line[1..line.IndexOf('=')].ToLowerInvariant().Replace('_', '-'));
        Assert.Equal(options.Order(), lines.Order());
    }

    [Needs(Need.Product)]
    [InlineData("NODES=many", "many")]
    [InlineData("# fine\nWIBBLE=1", "line 2: 'WIBBLE=1' is no default")]
    [InlineData("YES=yes", "'YES=yes' is no default")]
    [InlineData("LATE=yes", "'LATE=yes' is no default")]
    [InlineData("OPEN=maybe", "neither yes nor no")]
    public void A_wrong_line_of_the_configuration_exits_2_and_is_named(string text, string named)
    {
        using var home = new TempDir();
        File.WriteAllText(home.TextIn("ka.conf"), text + "\n");
        using var child = Child.Start(new Launch(Programs.Ka, "serve", "--config", home.TextIn("ka.conf"), "--dry-run"));
        Assert.Equal(2, child.Wait(TimeSpan.FromSeconds(10)).Status);
        Assert.Contains(named, child.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void The_command_line_counts_instead_of_the_configuration()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var file = lab.PathOf("ka.conf");
        File.WriteAllText(
            file,
            $"NODES=7\nONLY=10.77.9.9\nEXCLUDE=/tmp|/var/log\nKEEP_IDENTITY=yes\nINTERFACE=eth9\nOK={lab.PathOf("ok")}\n"
        );
        var golden = lab.Serve(1, "--config", file, "--only", lab.AddressOf(1), "--yes");
        lab.Expect(0, lab.Replicate(1), golden);
        Assert.Equal([lab.AddressOf(1)], File.ReadAllLines(lab.PathOf("ok")));
        lab.Look(
            1,
            place =>
            {
                Assert.Empty(Directory.GetFileSystemEntries(place + "/tmp"));
                Assert.Equal(File.ReadAllText(lab.Root + "/etc/machine-id"), File.ReadAllText(place + "/etc/machine-id"));
            }
        );
    }

    private static void AssertClone(string golden, string clone, string name)
    {
        CloneLab.AssertSameTree(golden + "/srv", clone + "/srv");
        CloneLab.AssertSameTree(golden + "/var/lib", clone + "/var/lib");
        Assert.Empty(Directory.GetFileSystemEntries(clone + "/tmp"));
        Assert.Empty(Directory.GetFileSystemEntries(clone + "/var/log"));
        Assert.Matches("^[0-9a-f]{32}\n$", File.ReadAllText(clone + "/etc/machine-id"));
        Assert.NotEqual(File.ReadAllText(golden + "/etc/machine-id"), File.ReadAllText(clone + "/etc/machine-id"));
        Assert.Equal(name, File.ReadAllText(clone + "/etc/hostname").Trim());
    }
}
