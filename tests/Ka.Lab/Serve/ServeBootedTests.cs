using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary><c>ka serve --booted</c>: the golden node waits for the first boots of its clones.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ServeBootedTests
{
    [Needs(Need.Product)]
    public void A_clone_that_reports_has_booted_and_one_that_does_not_is_named()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        Directory.CreateDirectory(lab.Root + "/usr/sbin");
        Directory.CreateDirectory(lab.Root + "/etc/ssh");
        File.WriteAllText(lab.Root + "/etc/ssh/ssh_host_ed25519_key.pub", "ssh-ed25519 AAAAC3Nz root@clone\n");
        var golden = lab.Serve(2, "--yes", "--keep-identity", "--booted", "40s");
        lab.Expect(0, lab.Replicate(1), lab.Replicate(2));

        using (var clone = new Boot(lab, 1))
        {
            Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(clone.Order), 8));
            Assert.DoesNotContain(File.ReadAllText(lab.Token).Trim(), File.ReadAllText(clone.Order), StringComparison.Ordinal);
            lab.Expect(0, lab.Start(1, "booted", "--root", clone.Root));
            Assert.False(File.Exists(clone.Order));
            Assert.False(File.Exists(clone.Root + "/usr/local/libexec/ka/bin/ka-booted"));
            Assert.False(File.Exists(clone.Root + "/etc/rc.local"));
            lab.Expect(1, lab.Start(1, "booted", "--root", clone.Root));
        }

        lab.Expect(3, golden);
        var booted = Assert.Single(lab.Events("booted"));
        Assert.Equal(lab.AddressOf(1), booted.Text("address"));
        Assert.Equal("0123456789abcdef0123456789abcdef", booted.Text("machineId"));
        Assert.Contains(
            booted.GetProperty("interfaces").EnumerateArray(),
            card =>
                card.GetProperty("addresses")
                    .EnumerateArray()
                    .Any(address => address.GetString()!.StartsWith(lab.AddressOf(1) + "/", StringComparison.Ordinal))
        );
        Assert.Equal(lab.AddressOf(2), Assert.Single(lab.Events("notBooted")).Text("address"));
        Assert.Contains(lab.AddressOf(1), File.ReadAllText(lab.FileOfRun("hosts")), StringComparison.Ordinal);
        Assert.EndsWith(" ssh-ed25519 AAAAC3Nz\n", File.ReadAllText(lab.FileOfRun("known_hosts")), StringComparison.Ordinal);
        Assert.Contains("DONE, NOT BOOTED: did not report its first boot within", golden.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_clone_that_nobody_waits_for_keeps_no_secret()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        lab.Expect(0, lab.Serve(1, "--yes", "--booted", "1m", "--no-wait"), lab.Replicate(1));
        using var clone = new Boot(lab, 1);
        Assert.False(File.Exists(clone.Order));
    }

    /// <summary>A clone's disk, mounted as its own root would be.</summary>
    private sealed class Boot : IDisposable
    {
        public Boot(ServeLab lab, int node)
        {
            Root = lab.PathOf($"boot{node}");
            Directory.CreateDirectory(Root);
            Child.Run("mount", lab.DiskOf(node) + "p1", Root);
            Child.Run("mount", lab.DiskOf(node) + "p2", Root + "/var");
        }

        public string Root { get; }

        public string Order => Root + "/var/lib/ka/boot-report";

        public void Dispose() => Child.Run("umount", "--recursive", Root);
    }
}
