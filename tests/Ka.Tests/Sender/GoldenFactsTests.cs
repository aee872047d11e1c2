using System;
using System.IO;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Sender;
using Ka.Tests.Prepare;
using Ka.Trees.Reading;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>What a golden tree is asked first, so that no node is erased that cannot be finished.</summary>
public sealed class GoldenFactsTests : IDisposable
{
    private const int Mebi = 1 << 20;

    private readonly Room _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void A_tree_takes_what_its_files_have_in_blocks_and_linked_ones_once()
    {
        File.WriteAllBytes(_room.Root + "/file", new byte[Mebi]);
        using (var sparse = File.Create(_room.Root + "/sparse"))
            sparse.SetLength(Mebi * 1024L);
        var alone = TreeSurvey.Read(BytePath.FromText(_room.Root), []);

        for (var i = 0; i < 4; i++)
            Ka.TestKit.Child.Run("ln", _room.Root + "/file", _room.Root + $"/again{i}");
        Directory.CreateDirectory(_room.Root + "/left/out");
        File.WriteAllBytes(_room.Root + "/left/file", new byte[Mebi]);

        Assert.InRange(alone.Bytes, Mebi, Mebi + 8192);
        Assert.InRange(TreeSurvey.Read(BytePath.FromText(_room.Root), []).Bytes, alone.Bytes + Mebi, alone.Bytes + Mebi + 12288);
        Assert.InRange(
            TreeSurvey.Read(BytePath.FromText(_room.Root), [BytePath.FromText("left")]).Bytes,
            alone.Bytes,
            alone.Bytes + 8192
        );
    }

    [Theory] // Found in the middle of a copy: XFS holds 1,023 bytes.
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(3000, true)]
    public void A_link_that_the_file_system_to_be_made_cannot_hold_is_refused(int length, bool isTooLong)
    {
        Directory.CreateDirectory(_room.Root + "/etc");
        File.CreateSymbolicLink(_room.Root + "/etc/link", new string('x', length));

        var findings = new InstallPlanBuilder(Golden("xfs"), _room.Root, [], [], new InstallPlan { Layout = default }).Findings;

        Assert.Equal(isTooLong ? 1 : 0, findings.Count);
        if (isTooLong)
        {
            Assert.Equal(CaptureFindingKind.LinkTooLong, findings[0].Kind);
            Assert.True(findings[0].IsRefusal);
            Assert.Contains("/etc/link", findings[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact] // Its layout says 1 MiB; the tree is on another type of file system, and is counted.
    public void The_plan_of_a_tree_with_another_layout_has_what_will_be_written()
    {
        File.WriteAllBytes(_room.Root + "/file", new byte[3 * Mebi]);

        Directory.CreateDirectory(_room.Root + "/left");
        File.WriteAllBytes(_room.Root + "/left/file", new byte[3 * Mebi]);

        var plan = new InstallPlanBuilder(Golden("btrfs"), _room.Root, ["/left"], [], new InstallPlan { Layout = default }).Plan;

        var made = LayoutText.Read(InstallPlan.Decode(plan.Bytes).Layout).FileSystems.Single();
        Assert.InRange(made.Written ?? 0, 3 * Mebi, 4 * Mebi);
    }

    [Fact]
    public void A_tree_with_GRUB_for_PC_cannot_start_a_machine_with_UEFI_and_the_nodes_hear_it()
    {
        _room.Kernel().GrubForPc();

        var obstacle = Assert.Single(Complete(null).BootObstacles);

        Assert.Equal(Firmware.Uefi, obstacle.Firmware);
        Assert.Contains("GRUB for EFI", obstacle.Reason, StringComparison.Ordinal);
        Assert.Empty(Complete("none").BootObstacles);
        Assert.Equal([Firmware.Bios, Firmware.Uefi], Complete("lilo").BootObstacles.Select(one => one.Firmware));
    }

    [Fact]
    public void The_largest_initramfs_is_counted_where_it_lies()
    {
        _room.Kernel().File("/boot/initrd.img-7.0.0", new string('x', 5000));

        Assert.Equal(5000, Complete("none").FileSystems.Single(made => made.Type == "ext4").Initramfs);
    }

    private Layout Complete(string? loader) =>
        GoldenFacts.Complete(Golden("ext4"), _room.Root, loader is null ? null : BootLoaderChoice.Parse(loader));

    private static Layout Golden(string type) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 4096L * Mebi,
                    SectorSize = 512,
                    Table = new PartitionTable
                    {
                        Kind = TableKind.Mbr,
                        Id = "0x59be1427",
                        Partitions =
                        [
                            new Partition
                            {
                                Number = 1,
                                Start = Mebi,
                                Size = 3000L * Mebi,
                                Type = "83",
                            },
                        ],
                    },
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "sda1",
                    Type = type,
                    Used = Mebi,
                },
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/" }],
        };
}
