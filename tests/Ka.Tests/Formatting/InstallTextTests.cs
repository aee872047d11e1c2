using Ka.Formatting;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Formatting;

/// <summary>The words in which people read steps and verdicts.</summary>
public sealed class InstallTextTests
{
    [Theory]
    [InlineData(3, 9, StepKind.MakeFileSystem, "vda1", "ext4", "[3/9] make file system vda1 (ext4)")]
    [InlineData(0, 0, StepKind.Copy, "/var", "", "copy /var")]
    [InlineData(0, 0, StepKind.Finish, "", "", "write everything to the disks and unmount")]
    [InlineData(0, 0, StepKind.Note, "", "/etc/x line 1: y", "note: /etc/x line 1: y")]
    [InlineData(1, 2, StepKind.Wipe, "vda", "", "[1/2] wipe vda")]
    public void A_step_is_a_line(int index, int count, StepKind kind, string subject, string detail, string line) =>
        Assert.Equal(line, StepText.Describe(new Step((ushort)index, (ushort)count, kind, subject, detail)));

    [Fact]
    public void A_disk_is_shown_with_what_is_lost()
    {
        var verdict = new PlanChecked(
            default,
            [
                new DiskMapping(
                    "sda",
                    "/dev/vda",
                    new DiskHardware(8L << 30, "sata", "QEMU HARDDISK", "S1", "0x5000"),
                    new DiskContents(DiskState.Other, DiskSystem.Windows, 412_000_000_000, [new DiskPart("ntfs", 2)])
                ),
                new DiskMapping("sdb", "/dev/vdb", new DiskHardware(4L << 30, "", "", "", ""), DiskContents.Nothing),
            ],
            "node1",
            [],
            []
        );
        Assert.Equal(
            "sda -> /dev/vda (8 GiB, sata, QEMU HARDDISK, serial S1, WWN 0x5000; now Windows, 2 NTFS file systems, 412 GB used), "
                + "sdb -> /dev/vdb (4 GiB, transport unknown, no WWN; now empty), named node1",
            VerdictText.Disks(verdict)
        );
    }

    [Fact]
    public void Reasons_are_sentences()
    {
        var verdict = new PlanChecked(
            default,
            [],
            "",
            [
                new Finding(FindingKind.ProgramMissing, "mkfs.xfs", ""),
                new Finding(FindingKind.DescTooSmall, "sda1", "") { Place = "desc:3", Numbers = [500 << 20, 600 << 20] },
                new Finding(FindingKind.Kernel, "openat2", "no openat2"),
            ],
            []
        );
        Assert.False(verdict.Fits);
        Assert.Equal(
            "mkfs.xfs is not installed in this rescue; desc:3: 524 MB are too small for what is on sda1: 629 MB are needed; "
                + "no openat2",
            VerdictText.Reasons(verdict)
        );
    }
}
