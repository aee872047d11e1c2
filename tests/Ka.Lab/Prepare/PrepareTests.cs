using System;
using System.IO;
using System.Linq;
using Ka.Lab.Disks;
using Ka.Lab.Verify;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>Copies of a Debian root that <c>ka prepare</c> makes bootable, and machines that boot them.</summary>
[Collection(Lane.Machines)]
public sealed class PrepareTests
{
    private const string Fstab = """
        # the golden node's
        /dev/sda1	/	ext4	errors=remount-ro	0 1
        /dev/sda5 none swap sw 0 0
        UUID=1e0e3a45-8f0b-4c1f-9d3c-5d1a5b9c0a02 /var ext3 defaults 0 2
        /dev/sdb1 /srv ext4 defaults 0 2
        tmpfs /tmp tmpfs defaults 0 0

        """;

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    public void A_clone_with_the_seeds_layout_boots_by_BIOS_and_is_itself()
    {
        using var lab = new DiskLab();
        // Another size than the golden node's, and another kind of disk in the machine that boots it.
        var disk = lab.Attach("disk", 5000);
        var layout = lab.Save(SeedLayout.Mbr());
        lab.Apply(0, layout, [disk]);
        CopiedTree.Fill(lab.Target, Fstab);
        var goldenKeys = CopiedTree.HostKeys(lab.Target);
        var proof = new CloneProof(lab.File("manifest"), lab.Target, "/var");
        Assert.Empty(proof.Of(lab.Target).Differences);

        var before = CopiedTree.Prepare(
            0,
            lab.Target,
            "--layout",
            layout,
            "--disk",
            disk,
            "--host-name",
            "node7.example.org",
            "--dry-run"
        );
        Assert.Contains("SSH host keys", before.Output, StringComparison.Ordinal);
        Assert.Equal(CopiedTree.MachineId + "\n", File.ReadAllText(lab.Target + "/etc/machine-id"));

        var hook = CopiedTree.Hook(lab.Target, "post-copy.d/05-licence", "echo no licence for $KA_HOST_NAME >&2\nexit 3\n");
        var failed = CopiedTree.Prepare(1, lab.Target, "--layout", layout, "--disk", disk, "--host-name", "node7");
        Assert.Contains("05-licence: exit status 3:\n  no licence for node7", failed.Errors, StringComparison.Ordinal);
        AssertBare(lab.Target);
        Assert.Equal(CopiedTree.MachineId + "\n", File.ReadAllText(lab.Target + "/etc/machine-id"));
        File.Delete(hook);

        var run = CopiedTree.Prepare(0, lab.Target, "--layout", layout, "--disk", disk, "--host-name", "node7.example.org");
        Assert.Contains("/etc/fstab line 5 (/srv): '/dev/sdb1' is not on this machine", run.Errors, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}\n$", File.ReadAllText(lab.Target + "/etc/machine-id"));
        Assert.NotEqual(CopiedTree.MachineId + "\n", File.ReadAllText(lab.Target + "/etc/machine-id"));
        Assert.Empty(goldenKeys.Intersect(CopiedTree.HostKeys(lab.Target)));
        Assert.Equal(goldenKeys.Length, CopiedTree.HostKeys(lab.Target).Length);
        Assert.Equal("post-copy bios node7.example.org\n", File.ReadAllText(lab.Target + "/etc/ka/marked"));
        Assert.False(File.Exists(lab.Target + "/etc/udev/rules.d/70-persistent-net.rules"));
        AssertBare(lab.Target);
        var written = File.ReadAllText(lab.Target + "/boot/grub/grub.cfg");
        Assert.Contains("root=UUID=" + SeedLayout.Root, written, StringComparison.Ordinal);
        Assert.DoesNotContain("/dev/loop", written, StringComparison.Ordinal);
        AssertProven(proof, lab.Target);
        DiskLab.Run(0, "layout", "release", lab.Target);
        lab.DetachAll();

        Boot(lab);
        var again = lab.Reattach("disk");
        DiskLab.ShowPartitions(again);
        Directory.CreateDirectory(lab.Root);
        Child.Run("mount", again + "p1", lab.Root);
        Child.Run("mount", again + "p6", lab.Root + "/var");
        AssertProven(proof, lab.Root);
    }

    private static void Boot(DiskLab lab)
    {
        using var vm = TestKit.Vm.Start(
            new VmPlan { Name = "prepare-bios", Disks = [new VmDisk(lab.File("disk"), VmBus.Virtio) { BootIndex = 0 }] }
        );
        CloneConsole.LogIn(vm, "node7");
        Assert.Matches("^[0-9a-f]{32}$", CloneConsole.Ask(vm, "cat /etc/machine-id"));
        Assert.NotEqual(CopiedTree.MachineId, CloneConsole.Ask(vm, "cat /etc/machine-id"));
        Assert.Equal("/dev/vda1", CloneConsole.Ask(vm, "findmnt -no SOURCE /"));
        Assert.Equal("/dev/vda6", CloneConsole.Ask(vm, "findmnt -no SOURCE /var"));
        Assert.Equal("/dev/vda5", CloneConsole.Ask(vm, "swapon --noheadings --show=NAME"));
        Assert.Equal("0", CloneConsole.Ask(vm, "systemctl --failed --plain --no-legend | wc -l"));
        Assert.Equal("first boot first-boot", CloneConsole.Ask(vm, "systemctl start ka-first-boot; tail -n 1 /etc/ka/marked"));
        CloneConsole.Ask(vm, "sync; echo done");
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    public void What_the_machine_needs_and_the_tree_has_not_stops_it_before_anything_changes()
    {
        using var lab = new DiskLab();
        var disk = lab.Attach("disk", 5000);
        var layout = lab.Save(SeedLayout.Mbr());
        lab.Apply(0, layout, [disk]);
        Directory.CreateDirectory(lab.Target + "/etc");
        File.WriteAllText(lab.Target + "/etc/machine-id", CopiedTree.MachineId);
        var run = CopiedTree.Prepare(4, lab.Target, "--layout", layout, "--disk", disk);
        Assert.Contains("there is no kernel in the tree's /boot", run.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "this machine boots by BIOS, and the tree has no boot loader for it",
            run.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(CopiedTree.MachineId, File.ReadAllText(lab.Target + "/etc/machine-id"));
    }

    /// <summary>What differs is documented, but for what the hooks of this test did.</summary>
    private static void AssertProven(CloneProof proof, string root)
    {
        var (differences, end) = proof.Of(root);
        Assert.True(
            differences.All(line => line.StartsWith("/etc/ka", StringComparison.Ordinal)),
            string.Join('\n', differences)
        );
        Assert.Matches("^[0-9]+ differences?, [0-9]+ documented differences in ", end);
    }

    /// <summary>Nothing is left of what its programs had around them.</summary>
    private static void AssertBare(string root) =>
        Assert.Equal(
            [root, root + "/var"],
            File.ReadLines("/proc/self/mountinfo")
                .Select(line => line.Split(' ')[4])
                .Where(place => place == root || place.StartsWith(root + "/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
}
