using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.BootImages.Reading;
using Ka.Linux;
using Ka.RootTrees;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab.Captures;

/// <summary>Golden nodes with each release of Debian and its own tools: described, planned, copied, prepared; and then the next
/// kernel is installed in the clone by what the release has for it. The seconds of <c>ka prepare</c> are in
/// <c>artifacts/vm</c>.</summary>
[Collection(Lane.Machines)]
public sealed partial class SuiteTests(ITestOutputHelper output)
{
    [Needs(Need.Product | Need.OldestSuite)]
    public void A_machine_with_the_oldest_tools_is_described_copied_and_prepared()
    {
        using var lab = new SuiteLab(SuiteDisk.All[SuiteRoot.Oldest]);
        Prepare(lab, SuiteRoot.Oldest);
        AssertPrepared(lab);
    }

    [Needs(Need.Product | Need.AllSuites)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    [InlineData("bullseye")]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    [InlineData("sid")]
    public void The_next_kernel_update_of_a_clone_works(string suite)
    {
        using var lab = new SuiteLab(SuiteDisk.All[suite]);
        Prepare(lab, suite);
        AssertPrepared(lab);
        var fstab = File.ReadAllText(lab.Clone + "/etc/fstab");
        var identity = File.ReadAllText(lab.Clone + "/etc/machine-id");

        lab.StartClone();
        var update = lab.UpdateKernel();

        AssertBoots(lab, update);
        AssertHoldsRoot(lab, update);
        Assert.Equal(fstab, File.ReadAllText(lab.Clone + "/etc/fstab"));
        Assert.Equal(identity, File.ReadAllText(lab.Clone + "/etc/machine-id"));

        // The old kernel's, again; then GRUB, with nothing changed.
        if (File.Exists(lab.Clone + "/usr/sbin/update-initramfs"))
            lab.InClone("update-initramfs", "-u", "-k", lab.Kernel);
        var entries = File.ReadAllText(lab.Clone + "/boot/grub/grub.cfg");
        lab.InClone("update-grub");
        Assert.Equal(entries, File.ReadAllText(lab.Clone + "/boot/grub/grub.cfg"));

        // An update of GRUB itself installs it on the disk that debconf remembers.
        Child.Run("dd", "if=/dev/zero", "of=" + lab.CloneDisk, "bs=440", "count=1", "conv=notrunc,fsync", "status=none");
        lab.InClone("dpkg-reconfigure", "grub-pc");
        Assert.True(HasBootCode(lab.CloneDisk), "no boot code on the clone's disk after an update of GRUB");
    }

    private void Prepare(SuiteLab lab, string suite)
    {
        var said = lab.Check();
        output.WriteLine(string.Join('\n', said));
        foreach (var line in said.Where(line => !line.StartsWith("copied: ", StringComparison.Ordinal)))
            Assert.True(NoteRule.Breach(line) is null, NoteRule.Breach(line));
        var golden = lab.Capture();
        // The bind mount is no file system of its own, and the swap file is a file.
        Assert.Equal(
            SuiteDisk.All[suite].Parts.Where(part => !part.IsSwap).Select(part => part.Target).Order(),
            golden.Mounts.Select(mount => mount.Target).Order()
        );
        Assert.Contains("now empty", lab.Plan(), StringComparison.Ordinal);
        lab.Copy(golden);
        var times = lab.Prepare();
        output.WriteLine(times.Text);
        var place = Directory.CreateDirectory(Path.Combine(Programs.Repository, "artifacts", "vm")).FullName;
        File.WriteAllText(Path.Combine(place, $"prepare-{suite}.md"), times.Row(suite) + "\n");
    }

    /// <summary>The clone is itself, and all that it starts by is on its own disk.</summary>
    private static void AssertPrepared(SuiteLab lab)
    {
        Assert.Matches("^[0-9a-f]{32}\n$", File.ReadAllText(lab.Clone + "/etc/machine-id"));
        Assert.NotEqual(SuiteLab.MachineId + "\n", File.ReadAllText(lab.Clone + "/etc/machine-id"));
        Assert.Equal("node7\n", File.ReadAllText(lab.Clone + "/etc/hostname"));
        Assert.Equal("data\n", File.ReadAllText(lab.Clone + "/srv/data/kept"));
        Assert.Empty(Directory.GetFileSystemEntries(lab.Clone + "/srv/shown"));
        Assert.Empty(Directory.GetFileSystemEntries(lab.Clone + "/proc"));
        Assert.Contains(
            $"UUID={lab.CloneUuid("/")} / ",
            Regex.Replace(File.ReadAllText(lab.Clone + "/etc/fstab"), "[ \t]+", " "),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"UUID={lab.CloneUuid("none")} none swap",
            File.ReadAllText(lab.Clone + "/etc/fstab"),
            StringComparison.Ordinal
        );
        Assert.Contains("/swapfile none swap sw,pri=1", File.ReadAllText(lab.Clone + "/etc/fstab"), StringComparison.Ordinal);
        Assert.True(HasBootCode(lab.CloneDisk), "no boot code on the clone's disk");
        AssertBoots(lab, lab.Kernel);
    }

    /// <summary>The first entry starts that kernel from the clone's root, and each entry's files are there.</summary>
    private static void AssertBoots(SuiteLab lab, string kernel)
    {
        var text = File.ReadAllText(lab.Clone + "/boot/grub/grub.cfg");
        var kernels = Line().Matches(text).Select(match => match.Groups[1].Value).ToArray();
        Assert.Contains($"vmlinuz-{kernel} root=UUID={lab.CloneUuid("/")} ", kernels[0], StringComparison.Ordinal);
        Assert.All(
            kernels.Concat(Initrd().Matches(text).Select(match => match.Groups[1].Value)),
            line => Assert.True(File.Exists($"{lab.Clone}/boot/{Path.GetFileName(line.Split(' ')[0])}"), line)
        );
        Assert.DoesNotContain(lab.CloneDisk, text, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.GoldenDisk, text, StringComparison.Ordinal);
        if (lab.GoldenUuid("/") is var golden && golden != lab.CloneUuid("/"))
            Assert.DoesNotContain(golden, text, StringComparison.Ordinal);
    }

    /// <summary>The initramfs of a kernel has what mounts the root, and names no disk but the clone's.</summary>
    private static void AssertHoldsRoot(SuiteLab lab, string kernel)
    {
        using var tree = new RootTree(BytePath.FromText(lab.Clone));
        var contents = InitramfsContents.Read(tree, $"/boot/initrd.img-{kernel}");
        Assert.Null(contents.Fault);
        var modules = contents.ModulesOf(kernel);
        Assert.Contains(Child.Run("blkid", "-p", "-s", "TYPE", "-o", "value", RootDevice(lab)).Trim(), modules);
        Assert.Contains("virtio_blk", modules);
        Assert.Contains("nvme", modules);
        var (golden, own) = (lab.GoldenUuid("none"), lab.CloneUuid("none"));
        foreach (var (path, text) in contents.Texts)
        {
            Assert.False(golden != own && text.Contains(golden, StringComparison.Ordinal), $"{path} has the golden swap");
            Assert.False(text.Contains(lab.CloneDisk, StringComparison.Ordinal), $"{path} has this machine's name of the disk");
        }
    }

    private static string RootDevice(SuiteLab lab) => Child.Run("findmnt", "-no", "SOURCE", "-v", lab.Clone).Trim();

    private static bool HasBootCode(string disk)
    {
        Child.Run("blockdev", "--flushbufs", disk);
        using var file = File.OpenRead(disk);
        var code = new byte[440];
        file.ReadExactly(code);
        return code.AsSpan().IndexOf("GRUB"u8) > 0;
    }

    [GeneratedRegex(@"^\s+linux\s+(\S+ .*)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\s+initrd\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Initrd();
}
