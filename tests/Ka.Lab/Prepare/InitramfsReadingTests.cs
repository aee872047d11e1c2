using System;
using System.IO;
using System.Linq;
using Ka.BootImages.Reading;
using Ka.Linux;
using Ka.RootTrees;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>What is read of an initramfs that Debian's own program made, beside what Debian's own program lists.</summary>
[Collection(Lane.Machines)]
public sealed class InitramfsReadingTests
{
    [Needs(Need.GoldenRoot)]
    public void An_initramfs_of_each_packing_has_the_files_that_lsinitramfs_lists()
    {
        using var directory = new TempDir();
        CopiedTree.Fill(directory.Text, "/dev/sda1 / ext4 defaults 0 1\n");
        var kernel = Path.GetFileName(Directory.GetDirectories(directory.Text + "/lib/modules").Single());
        using var tree = new RootTree(BytePath.FromText(directory.Text));
        foreach (var packing in new[] { "zstd", "gzip", "xz" })
        {
            var made = Child.Start(
                new Launch("chroot", directory.Text, "mkinitramfs", "-c", packing, "-o", "/boot/image." + packing, kernel)
            );
            Assert.True(made.Wait(TimeSpan.FromMinutes(8)).Status == 0, made.Account());
            var list = Child.Start(new Launch("chroot", directory.Text, "lsinitramfs", "/boot/image." + packing));
            Assert.True(list.Wait(TimeSpan.FromMinutes(4)).Status == 0, list.Account());

            var contents = InitramfsContents.Read(tree, "/boot/image." + packing);
            Assert.Null(contents.Fault);
            Assert.Equal(
                list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => line != ".")
                    .Order(StringComparer.Ordinal),
                contents.Paths.Where(path => path.Length > 0).Order(StringComparer.Ordinal)
            );
            foreach (var driver in new[] { "ahci", "nvme", "virtio_blk", "ext4" })
                Assert.Contains(driver, contents.ModulesOf(kernel));
            // Cut anywhere, it is not taken for a whole one.
            var bytes = File.ReadAllBytes($"{directory.Text}/boot/image.{packing}");
            File.WriteAllBytes(directory.Text + "/boot/half", bytes[..(bytes.Length - 1000)]);
            Assert.NotNull(InitramfsContents.Read(tree, "/boot/half").Fault);
        }
    }
}
