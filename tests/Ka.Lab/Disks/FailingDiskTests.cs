using System.IO;
using Ka.Disks.Apply;
using Ka.Linux;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>What is reported to be on the disk is on the disk, or its loss is reported.</summary>
public sealed class FailingDiskTests
{
    [Needs(Need.Lab)]
    public void A_clone_whose_last_blocks_cannot_be_written_is_not_installed()
    {
        using var disk = new FailingDisk();
        disk.Break();
        File.WriteAllBytes(Path.Combine(disk.Root, "initrd.img"), new byte[4 << 20]);

        var failure = Assert.Throws<LinuxException>(() => new MountTeardown(disk.Root, _ => { }).Sync([]));

        Assert.Contains($"syncfs '{disk.Root}'", failure.Message, System.StringComparison.Ordinal);
    }

    [Needs(Need.Lab)]
    public void A_file_whose_new_name_cannot_be_written_is_not_replaced()
    {
        using var disk = new FailingDisk();
        using var file = new PendingFile(BytePath.FromText(Path.Combine(disk.Root, "file")));
        file.Write("content"u8, FilePermissions.Public);
        using (var partial = Files.OpenRead(file.Partial))
            Files.Sync(partial).OrThrow("fsync", file.Partial);
        disk.Break();

        // The content is on the disk; its directory has to be written, too.
        var failure = Assert.Throws<LinuxException>(file.Commit);

        Assert.Contains($"fsync '{disk.Root}/'", failure.Message, System.StringComparison.Ordinal);
    }
}
