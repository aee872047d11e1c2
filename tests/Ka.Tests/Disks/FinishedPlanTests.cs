using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>A node that is erased is a node that can be finished: what would be short after the wipe is found before.</summary>
public sealed class FinishedPlanTests
{
    private const long Mebi = 1 << 20;

    private const long Gibi = 1 << 30;

    [Theory] // Of a 1 GiB file 9 copies that share its blocks: 10 GiB are written.
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void What_files_share_is_counted_for_each_of_them(string type)
    {
        var golden = Golden(8 * Gibi, Made(type) with { Used = Gibi, Written = 10 * Gibi });

        Assert.Contains(Plan(golden, 9 * Gibi).Reasons, reason => reason.Kind == FindingKind.DiskTooSmall);
        var target = Plan(golden, 20 * Gibi).Target!;
        Assert.True(SizeOf(target) > 10 * Gibi);
        // Not the whole of the disk is the reason: the same without sharing fits.
        Assert.True(Plan(Golden(8 * Gibi, Made(type) with { Used = Gibi }), 9 * Gibi).IsPossible);
    }

    [Fact]
    public void What_files_share_counts_below_a_mirror_too()
    {
        var golden = Golden(8 * Gibi, Made("xfs", "md0") with { Used = Gibi, Written = 10 * Gibi }) with
        {
            Arrays =
            [
                new MdArray
                {
                    Name = "md0",
                    Level = "raid1",
                    Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
                    Metadata = "1.2",
                    Size = 8 * Gibi,
                    Members = ["sda1", "sdb1"],
                },
            ],
        };
        golden = golden with { Disks = [golden.Disks[0], golden.Disks[0] with { Name = "sdb" }] };

        Assert.False(Plan(golden, 9 * Gibi, 9 * Gibi).IsPossible);
        Assert.True(Plan(golden, 20 * Gibi, 20 * Gibi).Target!.Arrays[0].Size > 10 * Gibi);
    }

    [Fact] // 2 GiB with an inode for each 16 KiB: 131,072; the golden one had 400,000 in use on 40 GiB.
    public void A_smaller_disk_gets_inodes_for_all_files()
    {
        var files = Made("ext4") with
        {
            Used = 700 * Mebi,
            Inodes = 400_000,
            InodeSize = 256,
            BytesPerInode = 16384,
            BlockSize = 4096,
        };

        var plan = Plan(Golden(40 * Gibi, files), 3 * Gibi);

        Assert.Empty(plan.Reasons);
        var made = plan.Target!.FileSystems.Single();
        Assert.True(SizeOf(plan.Target) / made.BytesPerInode >= 400_256, $"{made.BytesPerInode}");
        // The tables of 400,000 inodes are 100 MB: they are part of what is needed.
        Assert.False(Plan(Golden(40 * Gibi, files), 850 * Mebi).IsPossible);
        // On a disk of its own size nothing changes.
        Assert.Equal(16384, Plan(Golden(40 * Gibi, files), 41 * Gibi).Target!.FileSystems.Single().BytesPerInode);
    }

    [Fact] // Blocks of 1024 bytes become 4096 on a disk with such sectors: one inode for each at most.
    public void Inodes_that_large_sectors_do_not_leave_are_a_reason()
    {
        var files = Made("ext4") with
        {
            Used = 100 * Mebi,
            Inodes = 500_000,
            InodeSize = 128,
            BytesPerInode = 1024,
            BlockSize = 1024,
        };

        var plan = Plan(Golden(Gibi, files), [Target("sda", Gibi + (8 * Mebi)) with { SectorSize = 4096 }]);

        Assert.Equal(FindingKind.TooFewInodes, Assert.Single(plan.Reasons).Kind);
        Assert.True(Plan(Golden(Gibi, files), Gibi + (8 * Mebi)).IsPossible);
    }

    [Fact]
    public void A_boot_file_system_grows_for_the_initramfs_that_will_be_made()
    {
        var boot = Made("ext4") with { Used = 180 * Mebi, Initramfs = 60 * Mebi };

        var plan = Plan(Golden(200 * Mebi, boot), 2 * Gibi);
        Assert.True(SizeOf(plan.Target!) >= 240 * Mebi, $"{SizeOf(plan.Target!)}");
        Assert.Empty(plan.Notes);

        // Where there is no room it is said; dracut writes over the old one, and needs none.
        var tight = Plan(Golden(200 * Mebi, boot), 202 * Mebi);
        Assert.Empty(tight.Reasons);
        Assert.Equal(FindingKind.InitramfsRoom, Assert.Single(tight.Notes).Kind);
    }

    [Theory]
    [InlineData(512, 34)]
    [InlineData(4096, 260)]
    public void An_ESP_of_a_desc_file_has_the_clusters_of_a_FAT32(int sectorSize, long size)
    {
        var golden = Golden(Gibi, Made("ext4") with { Used = 100 * Mebi });
        var desc = DescFile.Parse("table gpt\nlinux fill\nesp 20\n", "desc");

        var plan = DiskPlanner.Plan(
            new PlanRequest
            {
                Golden = golden,
                Machine = Machine([Target("sda", 4 * Gibi) with { SectorSize = sectorSize }]) with { Firmware = Firmware.Uefi },
                Descs = [new DescChoice("sda", desc, "desc")],
            }
        );

        Assert.Empty(plan.Reasons);
        Assert.Equal(size * Mebi, plan.Target!.Disks[0].Table!.Partitions[1].Size);
        Assert.Equal(32, plan.Target.FileSystems.Single(made => made.Type == "vfat").FatBits);
    }

    [Fact]
    public void An_ESP_of_a_desc_file_that_its_files_do_not_fit_into_is_a_reason()
    {
        var golden = Golden(600 * Mebi, Made("vfat") with { Used = 300 * Mebi, FatBits = 32 });

        var plan = DiskPlanner.Plan(
            new PlanRequest
            {
                Golden = golden,
                Machine = Machine([Target("sda", 4 * Gibi)]),
                Descs = [new DescChoice("sda", DescFile.Parse("typeEF 200\n", "desc"), "desc")],
            }
        );

        Assert.Equal(FindingKind.DescTooSmall, Assert.Single(plan.Reasons).Kind);
    }

    [Fact]
    public void What_was_counted_travels_in_the_layout()
    {
        var layout = Golden(Gibi, Made("ext4") with { Used = 1, Written = 2, Inodes = 3, Initramfs = 4 }) with
        {
            BootObstacles = [new BootObstacle(Firmware.Uefi, "there is no GRUB for EFI")],
        };

        var read = LayoutText.Read(LayoutText.Write(layout));

        var made = read.FileSystems.Single();
        Assert.Equal((2L, 3L, 4L), (made.Written, made.Inodes, made.Initramfs));
        Assert.Equal(layout.BootObstacles, read.BootObstacles);
        Assert.DoesNotContain(
            "bootObstacles",
            LayoutText.Write(layout with { BootObstacles = [] }),
            System.StringComparison.Ordinal
        );
    }

    private static long SizeOf(Layout target) => target.Disks[0].Table!.Partitions[0].Size;

    private static FileSystem Made(string type, string device = "sda1") => new() { Device = device, Type = type };

    private static Layout Golden(long size, FileSystem made) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = size + (2 * Mebi),
                    SectorSize = 512,
                    Table = new PartitionTable
                    {
                        Kind = TableKind.Mbr,
                        Id = "0x12345678",
                        Partitions =
                        [
                            new Partition
                            {
                                Number = 1,
                                Start = Mebi,
                                Size = size,
                                Type = "83",
                            },
                        ],
                    },
                },
            ],
            FileSystems = [made],
            Mounts = made.Type == "vfat" ? [] : [new Mount { Device = made.Device, Target = "/" }],
        };

    private static DiskPlan Plan(Layout golden, params long[] sizes) =>
        Plan(golden, [.. sizes.Select((size, i) => Target(i == 0 ? "sda" : "sdb", size))]);

    private static DiskPlan Plan(Layout golden, IReadOnlyList<MachineDisk> disks)
    {
        LayoutCheck.Check(golden);
        return DiskPlanner.Plan(new PlanRequest { Golden = golden, Machine = Machine(disks) });
    }

    private static Machine Machine(IReadOnlyList<MachineDisk> disks) => new() { Memory = 2 * Gibi, Disks = disks };

    private static MachineDisk Target(string name, long size) =>
        new()
        {
            Name = name,
            Path = "/dev/" + name,
            Size = size,
            SectorSize = 512,
            Transport = DiskTransport.Of("", "sata", null, []),
        };
}
