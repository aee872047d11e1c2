using System;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Disks.Check;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
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

    private static readonly InstallPlan s_plan = new() { Layout = default };

    private readonly Room _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void A_tree_takes_what_its_files_have_in_blocks_and_linked_ones_once()
    {
        File.WriteAllBytes(_room.Root + "/file", new byte[Mebi]);
        using (var sparse = File.Create(_room.Root + "/sparse"))
            sparse.SetLength(Mebi * 1024L);
        var alone = Survey();

        for (var i = 0; i < 4; i++)
            Ka.TestKit.Child.Run("ln", _room.Root + "/file", _room.Root + $"/again{i}");
        Directory.CreateDirectory(_room.Root + "/left/out");
        File.WriteAllBytes(_room.Root + "/left/file", new byte[Mebi]);

        Assert.InRange(alone.Bytes, Mebi, Mebi + 8192);
        Assert.InRange(Survey().Bytes, alone.Bytes + Mebi, alone.Bytes + Mebi + 12288);
        Assert.InRange(Survey("left").Bytes, alone.Bytes, alone.Bytes + 8192);
    }

    [Theory] // Found in the middle of a copy: XFS holds 1,023 bytes.
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(3000, true)]
    public void A_link_that_the_file_system_to_be_made_cannot_hold_is_refused(int length, bool isTooLong)
    {
        Directory.CreateDirectory(_room.Root + "/etc");
        File.CreateSymbolicLink(_room.Root + "/etc/link", new string('x', length));

        var findings = new InstallPlanBuilder(Golden("xfs"), _room.Root, [], [], s_plan).Findings;

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

        var plan = new InstallPlanBuilder(Golden("btrfs"), _room.Root, ["/left"], [], s_plan).Plan;

        var made = LayoutText.Read(InstallPlan.Decode(plan.Bytes).Layout).FileSystems.Single();
        Assert.InRange(made.Written ?? 0, 3 * Mebi, 4 * Mebi);
    }

    [Fact]
    public void A_tree_with_GRUB_for_PC_cannot_start_a_machine_with_UEFI_and_the_nodes_hear_it()
    {
        _room.Kernel().GrubForPc();

        var obstacle = Assert.Single(Planned().BootObstacles);

        Assert.Equal(Firmware.Uefi, obstacle.Firmware);
        Assert.Contains("GRUB for EFI", obstacle.Reason, StringComparison.Ordinal);
        Assert.Empty(Planned(s_plan with { BootLoader = "none" }).BootObstacles);
        Assert.Equal(
            [Firmware.Bios, Firmware.Uefi],
            Planned(s_plan with { BootLoader = "lilo" }).BootObstacles.Select(one => one.Firmware)
        );
    }

    [Theory]
    [InlineData("/boot", "no kernel")]
    [InlineData("/usr/sbin/grub-install", "GRUB for PC")]
    [InlineData("/usr", "GRUB")]
    public void What_is_left_out_cannot_start_a_copy(string leftOut, string reason)
    {
        _room.Kernel().GrubForPc();

        var obstacle = Planned(s_plan, leftOut).BootObstacles.First(one => one.Firmware == Firmware.Bios);

        Assert.Contains(reason, obstacle.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Planned(s_plan, "/boot/other").BootObstacles, one => one.Firmware == Firmware.Bios);
    }

    [Fact]
    public void What_lies_on_a_disk_that_is_left_out_cannot_start_a_copy()
    {
        _room.Kernel().GrubForPc();
        var golden = Golden("ext4");
        var other = Golden("ext4", "sdb");
        golden = golden with
        {
            Disks = [.. golden.Disks, .. other.Disks],
            FileSystems = [.. golden.FileSystems, .. other.FileSystems],
            Mounts = [.. golden.Mounts, new Mount { Device = "sdb1", Target = "/boot" }],
        };

        var left = Planned(golden, s_plan with { Excluded = ["sdb"] });

        Assert.Contains("no kernel", left.BootObstacles[0].Reason, StringComparison.Ordinal);
        Assert.All(left.FileSystems, one => Assert.Null(one.Initramfs));
        Assert.Equal(Firmware.Uefi, Assert.Single(Planned(golden, s_plan).BootObstacles).Firmware);
    }

    [Theory]
    [InlineData("bootable linux 3500\n", false)]
    [InlineData("bootable linux 3500\nlinux 500000\n", false)]
    [InlineData("table gpt\nlinux fill\nswap ram\n", true)]
    public void A_copy_is_judged_on_the_table_of_the_desc_file(string desc, bool lacksBootCode)
    {
        _room
            .Kernel()
            .File("/usr/bin/extlinux")
            .File("/boot/extlinux/extlinux.conf")
            .File("/usr/lib/syslinux/mbr/mbr.bin", new string('x', 440));
        var file = new PlanFile("sda", "desc", Encoding.ASCII.GetBytes(desc));

        var plan = s_plan with { Descs = [file], Map = ["sda=serial:OTHER"], Accepts = DiskAcceptance.Empty };

        var bios = Planned(plan).BootObstacles.Where(one => one.Firmware == Firmware.Bios).Select(one => one.Reason);
        Assert.Equal(lacksBootCode ? ["the tree has no boot code of SYSLINUX for sda (mbr.bin, gptmbr.bin)"] : [], bios);
    }

    [Fact]
    public void What_is_mounted_and_not_copied_is_not_in_the_copy()
    {
        var builder = new InstallPlanBuilder(Golden("ext4"), _room.Root, ["/tmp"], [], s_plan);

        var found = builder.NotSent([Mounted(""), Mounted("/usr"), Mounted("/usr/local"), Mounted("-other/opt")]);

        Assert.Equal(["/tmp", "/usr", "/usr/local"], found.Order());

        KernelMount Mounted(string target) =>
            new()
            {
                Id = 1,
                Parent = 0,
                Device = default,
                Root = "/",
                Target = _room.Root + target,
                Type = "nfs",
                Source = "server:/",
            };
    }

    [Fact]
    public void The_largest_initramfs_is_counted_where_it_lies()
    {
        _room.Kernel().File("/boot/initrd.img-7.0.0", new string('x', 5000));

        Assert.Equal(5000, Planned().FileSystems.Single(made => made.Type == "ext4").Initramfs);
        Assert.Null(Planned(s_plan, "/boot").FileSystems.Single().Initramfs);
    }

    [Fact]
    public void Fault_13_an_initramfs_on_the_EFI_system_partition_is_counted_there()
    {
        _room
            .Kernel()
            .File("/boot/initrd.img-6.1.0", new string('x', 100))
            .File("/boot/efi/opensuse-tumbleweed/6.17.7/initrd-2c3d", new string('x', 5000))
            .File("/boot/efi/EFI/Linux/arch-linux.efi", new string('x', 7000));
        var golden = Golden("ext4");
        var disk = golden.Disks[0];
        var esp = new Partition
        {
            Number = 2,
            Start = 3500L * Mebi,
            Size = 500L * Mebi,
            Type = PartitionTypes.MbrEsp,
        };
        golden = golden with
        {
            Disks = [disk with { Table = disk.Table! with { Partitions = [.. disk.Table!.Partitions, esp] } }],
            FileSystems =
            [
                .. golden.FileSystems,
                new FileSystem
                {
                    Device = "sda2",
                    Type = "vfat",
                    Used = Mebi,
                },
            ],
            Mounts = [.. golden.Mounts, new Mount { Device = "sda2", Target = "/boot/efi" }],
        };

        var complete = Planned(golden, s_plan);

        Assert.Equal([100, 7000], complete.FileSystems.Where(one => one.Initramfs is not null).Select(one => one.Initramfs));
    }

    private TreeSurvey Survey(params string[] exclude) =>
        TreeSurvey.Read(BytePath.FromText(_room.Root), exclude.Select(BytePath.FromText), new TreeLimits());

    private Layout Planned() => Planned(s_plan);

    private Layout Planned(InstallPlan plan, params string[] leftOut) => Planned(Golden("ext4"), plan, leftOut);

    private Layout Planned(Layout golden, InstallPlan plan, params string[] leftOut) =>
        LayoutText.Read(InstallPlan.Decode(new InstallPlanBuilder(golden, _room.Root, leftOut, [], plan).Plan.Bytes).Layout);

    private static Layout Golden(string type, string disk = "sda") =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = disk,
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
                    Device = disk + "1",
                    Type = type,
                    Used = Mebi,
                },
            ],
            Mounts = [new Mount { Device = disk + "1", Target = "/" }],
        };
}
