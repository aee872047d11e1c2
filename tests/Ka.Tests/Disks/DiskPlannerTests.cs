using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Disks;

public sealed class DiskPlannerTests
{
    private const long Mebi = 1 << 20;

    private const long Gibi = 1 << 30;

    [Theory]
    [InlineData("sda", "sda1")]
    [InlineData("vda", "vda1")]
    [InlineData("sdaa", "sdaa1")]
    [InlineData("nvme0n1", "nvme0n1p1")]
    [InlineData("mmcblk0", "mmcblk0p1")]
    [InlineData("loop7", "loop7p1")]
    public void A_partition_is_named_as_the_kernel_does(string disk, string partition)
    {
        var plan = Plan(Golden(), [Target(disk, 20 * Gibi)]);

        Assert.Equal(partition, plan.Target!.Mounts[0].Device);
        Assert.Contains(
            $"/dev/{partition} : start=2048, ",
            plan.Steps.OfType<WriteTable>().Single().Calls("/m")[0].Input,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_last_one_that_can_grow_takes_what_a_larger_disk_has_more()
    {
        var sizes = Sizes(Plan(Golden(), [Target("sda", 30 * Gibi)]));

        // root, swap, home: home lies last and grows; swap stays.
        Assert.Equal([4 * Gibi, 1 * Gibi, (25 * Gibi) - Mebi], sizes);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(50, "0.5")]
    [InlineData(500, "5")]
    [InlineData(1234, "12.34")]
    [InlineData(null, null)]
    public void What_only_root_may_fill_is_the_same_share_of_another_disk(int? share, string? percent)
    {
        var golden = Golden();
        var plan = Plan(
            golden with
            {
                FileSystems =
                [
                    .. golden.FileSystems.Select(made => made.Type == "ext4" ? made with { ReservedShare = share } : made),
                ],
            },
            [Target("sda", 30 * Gibi)]
        );
        var words = plan.Steps.OfType<MakeFileSystem>().First().Calls("/m")[0].Arguments;
        Assert.Equal(percent, words.SkipWhile(word => word != "-m").ElementAtOrDefault(1));
    }

    [Fact]
    public void A_smaller_disk_is_taken_from_the_last_and_then_from_the_others()
    {
        Assert.Equal([4 * Gibi, 1 * Gibi, (3 * Gibi) - Mebi], Sizes(Plan(Golden(), [Target("sda", 8 * Gibi)])));

        var tight = Sizes(Plan(Golden(), [Target("sda", 3 * Gibi)]));
        Assert.True(tight[0] < 4 * Gibi && tight[0] >= 1000 * Mebi && tight[1] == Gibi, string.Join(' ', tight));
    }

    [Fact]
    public void A_disk_that_is_too_small_is_refused_with_both_figures()
    {
        var plan = Plan(Golden(), [Target("sda", 2 * Gibi)]);

        Assert.Equal([FindingKind.NoDisk, FindingKind.DiskTooSmall], plan.Reasons.Select(reason => reason.Kind));
        Assert.Contains("sda has 2.15 GB (2147483648 bytes), and ", Text(plan.Reasons[1]), StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void Disks_that_must_not_be_taken_are_named_with_the_reason()
    {
        var plan = Plan(
            Golden(),
            [
                Target("sda", 20 * Gibi) with
                {
                    Removable = true,
                },
                Target("sdb", 20 * Gibi) with
                {
                    ReadOnly = true,
                },
                Target("sdc", 20 * Gibi) with
                {
                    InUse = "sdc1 is mounted on /",
                },
                Target("sdd", 20 * Gibi),
            ],
            request => request with { Excluded = ["sdd"] }
        );

        var reasons = plan.Reasons.Select(Text).ToList();
        foreach (
            var part in new[]
            {
                "sda: it is removable",
                "sdb: it is read-only",
                "sdc: it is in use: sdc1 is mounted on /",
                "sdd: it is left out",
            }
        )
            Assert.Contains(part, reasons);
    }

    [Fact]
    public void A_role_goes_on_when_another_disk_could_not_do_without_the_first()
    {
        // The small golden disk fits on both, the large one only on the first.
        var golden = Golden() with
        {
            Disks = [Golden().Disks[0], LargeDisk()],
            FileSystems =
            [
                .. Golden().FileSystems,
                new FileSystem
                {
                    Device = "sdb1",
                    Type = "ext4",
                    Used = 30 * Gibi,
                },
            ],
        };

        var plan = Plan(golden, [Target("nvme0n1", 60 * Gibi), Target("nvme1n1", 20 * Gibi)]);

        Assert.Equal(["nvme1n1", "nvme0n1"], new[] { "sda", "sdb" }.Select(name => plan.Roles[name].Name));
    }

    [Theory]
    [InlineData("sda=sdc", "sdc")]
    [InlineData("/dev/sda=/dev/sdb", "sdb")]
    [InlineData("sda=serial:S-sdb", "sdb")]
    [InlineData("sda=wwn:0xsdc", "sdc")]
    [InlineData("sda=size:40G", "sdc")]
    public void A_map_decides(string map, string disk)
    {
        var plan = Plan(
            Golden(),
            [Target("sda", 20 * Gibi), Target("sdb", 20 * Gibi), Target("sdc", 40 * Gibi)],
            request => request with { Map = [DiskSelector.Parse(map)] }
        );

        Assert.Equal(disk, plan.Roles["sda"].Name);
    }

    [Theory]
    [InlineData("sda=sdz", "there is no such disk")]
    [InlineData("sdq=sda", "has no disk sdq")]
    [InlineData("sda=sdb", "it is removable")]
    public void A_map_that_cannot_be_is_a_reason(string map, string reason)
    {
        var plan = Plan(
            Golden(),
            [Target("sda", 20 * Gibi), Target("sdb", 20 * Gibi) with { Removable = true }],
            request => request with { Map = [DiskSelector.Parse(map)] }
        );

        Assert.Contains(plan.Reasons, found => Text(found).Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sda")]
    [InlineData("=sda")]
    [InlineData("sda=")]
    [InlineData("sda=size:big")]
    public void A_map_that_is_none_is_a_wrong_word(string word) => Assert.Throws<FormatException>(() => DiskSelector.Parse(word));

    [Fact]
    public void The_same_disk_as_on_the_golden_node_is_preferred()
    {
        var golden = Golden() with { Disks = [Golden().Disks[0] with { Serial = "S-sdb" }] };

        Assert.Equal("sdb", Plan(golden, [Target("sda", 20 * Gibi), Target("sdb", 20 * Gibi)]).Roles["sda"].Name);
    }

    [Fact]
    public void A_machine_that_boots_by_UEFI_gets_an_ESP()
    {
        var plan = Plan(
            Golden(),
            [Target("sda", 20 * Gibi)],
            request => request with { Machine = request.Machine with { Firmware = Firmware.Uefi } }
        );

        var esp = Assert.Single(plan.Target!.Disks[0].Table!.Partitions, partition => PartitionTypes.IsEsp(partition.Type));
        Assert.Equal(4, esp.Number);
        Assert.Equal("sda4", plan.Target.Mounts.Single(mount => mount.Target == "/boot/efi").Device);
        Assert.Contains(plan.Notes, note => Text(note).Contains("EFI system partition is added", StringComparison.Ordinal));
    }

    [Fact]
    public void A_GPT_that_is_booted_by_BIOS_gets_a_boot_partition_and_an_MBR_a_bootable_flag()
    {
        Assert.Contains(
            Plan(Golden(TableKind.Gpt), [Target("sda", 20 * Gibi)]).Target!.Disks[0].Table!.Partitions,
            partition => PartitionTypes.IsBiosBoot(partition.Type)
        );
        Assert.Equal(
            [1],
            Plan(Golden(), [Target("sda", 20 * Gibi)])
                .Target!.Disks[0]
                .Table!.Partitions.Where(partition => partition.Bootable)
                .Select(partition => partition.Number)
        );
    }

    [Fact]
    public void UUIDs_are_kept_or_all_of_them_are_new()
    {
        var golden = Golden(TableKind.Gpt);
        var kept = Plan(golden, [Target("sda", 20 * Gibi)]).Target!;
        var fresh = Plan(golden, [Target("sda", 20 * Gibi)], request => request with { FreshUuids = true }).Target!;

        Assert.Equal(golden.FileSystems.Select(content => content.Uuid), kept.FileSystems.Select(content => content.Uuid));
        Assert.Equal(golden.Disks[0].Table!.Id, kept.Disks[0].Table!.Id);
        Assert.Empty(
            golden.FileSystems.Select(content => content.Uuid).Intersect(fresh.FileSystems.Select(content => content.Uuid))
        );
        Assert.Equal(golden.FileSystems.Select(content => content.Label), fresh.FileSystems.Select(content => content.Label));
        Assert.NotEqual(golden.Disks[0].Table!.Id, fresh.Disks[0].Table!.Id);
        Assert.Empty(
            golden
                .Disks[0]
                .Table!.Partitions.Select(partition => partition.Uuid)
                .Intersect(fresh.Disks[0].Table!.Partitions.Select(partition => partition.Uuid))
        );
    }

    [Theory]
    [InlineData("linux fill\nswap 1000", "there is no partition 3, and sda3 is /home on the golden node")]
    [InlineData("linux 500\nswap 1000\nlinux fill", "desc:1: 524 MB are too small for what is on sda1")]
    [InlineData("swap 4000\nswap 1000\nlinux fill", "desc:1: partition 1 is swap, and sda1 is / on the golden node")]
    [InlineData("linux 4000\nswap 1000\nextended fill\nlogical linux fill", "desc:3: partition 3 is extended, and sda3 is /home")]
    [InlineData(
        "linux 4000\nextended 100\nlinux fill\nlogical linux 200",
        "desc:2: 105 MB are too small for the logical partitions"
    )]
    public void A_desc_file_that_has_no_place_for_something_is_a_reason(string desc, string reason)
    {
        var plan = Plan(
            Golden(),
            [Target("sda", 20 * Gibi)],
            request => request with { Descs = [new DescChoice("sda", DescFile.Parse(desc, "desc"), "desc")] }
        );

        Assert.Contains(plan.Reasons, found => Text(found).Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_desc_file_decides_sizes_and_order()
    {
        var desc = DescFile.Parse("linux 2000\nswap ram\nlinux fill\n", "desc");
        var sizes = Sizes(
            Plan(Golden(), [Target("sda", 20 * Gibi)], request => request with { Descs = [new DescChoice("sda", desc, "desc")] })
        );

        Assert.Equal([2000 * Mebi, 2 * Gibi, (20 * Gibi) - Mebi - (2000 * Mebi) - (2 * Gibi)], sizes);
    }

    [Fact]
    public void An_MBR_does_not_reach_beyond_two_tebibytes()
    {
        var plan = Plan(Golden(), [Target("sda", 3L << 40)]);

        Assert.True(plan.Target!.Disks[0].Table!.Partitions.Max(partition => partition.End()) <= 512L << 32);
        Assert.Contains(plan.Notes, note => Text(note).Contains("the rest of sda is not used", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_can_make_is_a_reason_where_it_is_mounted_and_a_note_elsewhere()
    {
        var golden = Golden();
        FileSystem Luks(string device) => new() { Device = device, Type = "crypto_LUKS" };

        Assert.Contains(
            "crypto_LUKS",
            Text(
                Assert.Single(
                    Plan(
                        golden with
                        {
                            FileSystems = [Luks("sda1"), .. golden.FileSystems.Skip(1)],
                        },
                        [Target("sda", 20 * Gibi)]
                    ).Reasons
                )
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            Plan(
                golden with
                {
                    FileSystems = [.. golden.FileSystems.Take(2), Luks("sda3")],
                    Mounts = [golden.Mounts[0]],
                },
                [Target("sda", 20 * Gibi)]
            ).Notes,
            note => Text(note).Contains("sda3 (crypto_LUKS) is not copied", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Only_options_that_matter_while_writing_are_mounted_with()
    {
        string Words(string type, params string[] options) =>
            MountOptions.Options(
                type,
                new Mount
                {
                    Device = "sda1",
                    Target = "/",
                    Options = options,
                    Subvolume = type == "btrfs" ? "@" : null,
                }
            );

        Assert.Equal(
            "subvol=/@,compress=zstd:3",
            Words("btrfs", "ro", "compress=zstd:3", "x-systemd.automount", "compress=$(reboot)")
        );
        Assert.Equal("acl", Words("ext3", "ro", "noauto", "acl", "usrquota", "errors=remount-ro"));
        Assert.Equal("", Words("xfs", "ro", "pquota"));
    }

    [Fact]
    public void Hostile_but_possible_words_stay_one_argument()
    {
        var golden = Golden() with
        {
            FileSystems = [Golden().FileSystems[0] with { Label = "-F; $(reboot)" }, .. Golden().FileSystems.Skip(1)],
        };
        var calls = Plan(golden, [Target("sda", 20 * Gibi)]).Steps.SelectMany(step => step.Calls("/m")).ToList();

        var call = Assert.Single(calls, call => call.Arguments.Contains("-F; $(reboot)"));
        Assert.Equal("-L", call.Arguments[Array.IndexOf(call.Arguments, "-F; $(reboot)") - 1]);
        Assert.DoesNotContain(calls, call => call.Program is "sh" or "bash");
    }

    [Theory]
    [InlineData("raid0", 2, 1)]
    [InlineData("raid1", 1, 2)]
    [InlineData("raid5", 2, 3)]
    [InlineData("raid6", 2, 4)]
    [InlineData("raid10", 2, 4)]
    public void An_array_with_a_group_on_it_follows_its_members(string level, int content, int more)
    {
        var members =
            content == 2 && more == 1 ? 2
            : content == 1 ? 2
            : more;
        var disks = Enumerable
            .Range(0, members)
            .Select(i => new Disk
            {
                Name = "sd" + (char)('a' + i),
                Size = 10 * Gibi,
                SectorSize = 512,
            })
            .ToList();
        var golden = Golden() with
        {
            Disks = disks,
            Arrays =
            [
                new MdArray
                {
                    Name = "md0",
                    Level = level,
                    Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
                    Metadata = "1.2",
                    Chunk = 512 << 10,
                    Size = content * 9 * Gibi,
                    Members = [.. disks.Select(disk => disk.Name)],
                },
            ],
            VolumeGroups =
            [
                new VolumeGroup
                {
                    Name = "vg0",
                    ExtentSize = 4 * Mebi,
                    PhysicalVolumes = [new PhysicalVolume { Device = "md0", Size = content * 9 * Gibi }],
                    Volumes =
                    [
                        new LogicalVolume { Name = "swap", Size = Gibi },
                        new LogicalVolume { Name = "root", Size = (content * 9 * Gibi) - Gibi },
                    ],
                },
            ],
            FileSystems =
            [
                new FileSystem { Device = "vg0/swap", Type = "swap" },
                new FileSystem
                {
                    Device = "vg0/root",
                    Type = "ext4",
                    Used = 2 * Gibi,
                },
            ],
            Mounts = [new Mount { Device = "vg0/root", Target = "/" }],
        };

        var larger = Plan(golden, [.. disks.Select(disk => Target(disk.Name, 20 * Gibi))]);
        Assert.Equal(content * ((20 * Gibi) - (8 * Mebi)), (double)larger.Target!.Arrays[0].Size, 64.0 * Mebi);
        Assert.InRange(larger.Target.VolumeGroups[0].Volumes[1].Size, (content * 19 * Gibi) - Gibi, content * 20 * Gibi);
        Assert.Equal(
            ["MakeArray", "MakeGroup", "MakeVolume", "MakeVolume", "MakeFileSystem", "MakeFileSystem", "MountFileSystem"],
            larger.Steps.Where(step => step is not WipeDisk).Select(step => step.GetType().Name)
        );

        Assert.True(Plan(golden, [.. disks.Select(disk => Target(disk.Name, 5 * Gibi))]).IsPossible);
        Assert.False(Plan(golden, [.. disks.Select(disk => Target(disk.Name, Gibi))]).IsPossible);
    }

    [Fact]
    public void A_name_that_stays_on_another_disk_cannot_be_given_again()
    {
        var golden = Golden() with
        {
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 10 * Gibi,
                    SectorSize = 512,
                },
            ],
            VolumeGroups =
            [
                new VolumeGroup
                {
                    Name = "system",
                    ExtentSize = 4 * Mebi,
                    PhysicalVolumes = [new PhysicalVolume { Device = "sda", Size = 9 * Gibi }],
                    Volumes = [new LogicalVolume { Name = "root", Size = 5 * Gibi }],
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "system/root",
                    Type = "ext4",
                    Used = Gibi,
                },
            ],
            Mounts = [new Mount { Device = "system/root", Target = "/" }],
        };
        DiskPlan PlanWith(params string[] disks) =>
            Plan(
                golden,
                [Target("sda", 20 * Gibi)],
                request =>
                    request with
                    {
                        Machine = request.Machine with
                        {
                            Stacks =
                            [
                                new DiskStack("system", false, disks),
                                new DiskStack("other", false, ["sdb"]),
                                new DiskStack("system", true, ["sdb"]),
                            ],
                        },
                    }
            );

        Assert.True(PlanWith("sda").IsPossible);
        Assert.Equal(
            "volume group system is there already, on sdb, which is not touched",
            Text(Assert.Single(PlanWith("sda", "sdb").Reasons))
        );
    }

    [Theory]
    [InlineData("golden:0", "1.2", "--homehost=golden --name=0")]
    [InlineData("my.host:a:b", "1.0", "--homehost=my.host --name=a:b")]
    [InlineData("plain", "1.2", "--homehost=<none> --name=plain")]
    [InlineData("golden:0", "0.90", "")]
    [InlineData(null, "1.2", "")]
    public void An_array_has_the_golden_name_in_its_superblock(string? label, string metadata, string words)
    {
        var array = new MdArray
        {
            Name = "md0",
            Level = "raid10",
            Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
            Metadata = metadata,
            Label = label,
            Layout = "f2",
            Size = Gibi,
            Members = ["sda", "sdb"],
        };

        var call = Assert.Single(new MakeArray("md0", array, ["/dev/sda", "/dev/sdb"]).Calls("/m"));

        Assert.Equal(
            words,
            string.Join(
                ' ',
                call.Arguments.Where(word =>
                    word.StartsWith("--homehost", StringComparison.Ordinal) || word.StartsWith("--name", StringComparison.Ordinal)
                )
            )
        );
        Assert.Contains("--layout=f2", call.Arguments);
    }

    [Theory]
    [InlineData("sda1")]
    [InlineData("vg/old")]
    public void An_XFS_of_an_old_mkfs_grows_to_what_todays_makes(string device)
    {
        var isVolume = device.StartsWith("vg/", StringComparison.Ordinal);
        var golden = Small(isVolume ? 500 * Mebi : 256 * Mebi) with
        {
            FileSystems =
            [
                new FileSystem
                {
                    Device = device,
                    Type = "xfs",
                    Used = 20 * Mebi,
                },
            ],
            Mounts = [new Mount { Device = device, Target = "/" }],
            VolumeGroups = isVolume
                ?
                [
                    new VolumeGroup
                    {
                        Name = "vg",
                        ExtentSize = 4 * Mebi,
                        PhysicalVolumes = [new PhysicalVolume { Device = "sda1", Size = 496 * Mebi }],
                        Volumes =
                        [
                            new LogicalVolume
                            {
                                Name = "old",
                                Size = 256 * Mebi,
                                Kind = VolumeKind.Linear,
                            },
                        ],
                    },
                ]
                : [],
        };

        var target = Plan(golden, [Target("sda", 2 * Gibi)]).Target!;

        Assert.True(
            (isVolume ? target.VolumeGroups[0].Volumes[0].Size : target.Disks[0].Table!.Partitions[0].Size) >= 300 * Mebi
        );
        Assert.Equal(FindingKind.NoDisk, Plan(golden, [Target("sda", 280 * Mebi)]).Reasons[0].Kind);
    }

    [Theory]
    [InlineData(512, 32, 100)]
    [InlineData(4096, 32, 260)]
    [InlineData(4096, 16, 100)]
    public void An_ESP_has_the_clusters_of_a_FAT32_with_sectors_of_4096_bytes(int sectorSize, int bits, long size)
    {
        var golden = Small(100 * Mebi) with
        {
            FileSystems =
            [
                new FileSystem
                {
                    Device = "sda1",
                    Type = "vfat",
                    FatBits = bits,
                    Used = 5 * Mebi,
                },
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/boot/efi" }],
        };

        var plan = Plan(golden, [Target("sda", 2 * Gibi) with { SectorSize = sectorSize }]);
        Assert.Equal(size * Mebi, plan.Target!.Disks[0].Table!.Partitions[0].Size);

        var reasons = Plan(golden, [Target("sda", 200 * Mebi) with { SectorSize = sectorSize }]).Reasons;
        Assert.Equal(
            size > 200,
            reasons.Any(reason => reason.Kind == FindingKind.DiskTooSmall && reason.Numbers[1] > 260 * Mebi)
        );
    }

    /// <summary>A disk of 600 MiB with one partition.</summary>
    private static Layout Small(long size) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 600 * Mebi,
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
        };

    private static DiskPlan Plan(Layout golden, IReadOnlyList<MachineDisk> disks, Func<PlanRequest, PlanRequest>? change = null)
    {
        LayoutCheck.Check(golden);
        var request = new PlanRequest
        {
            Golden = golden,
            Machine = new Machine
            {
                Firmware = Firmware.Bios,
                Memory = 2 * Gibi,
                Disks = disks,
            },
        };
        return DiskPlanner.Plan(change is null ? request : change(request));
    }

    private static string Text(Finding finding) => VerdictText.Describe(finding);

    private static IReadOnlyList<long> Sizes(DiskPlan plan)
    {
        Assert.Empty(plan.Reasons);
        return [.. plan.Target!.Disks[0].Table!.Partitions.Select(partition => partition.Size)];
    }

    /// <summary>10 GiB: root of 4 GiB with 800 MB in it, swap, home with 100 MB.</summary>
    private static Layout Golden(TableKind kind = TableKind.Mbr) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 10 * Gibi,
                    SectorSize = 512,
                    Table = new PartitionTable
                    {
                        Kind = kind,
                        Id = kind == TableKind.Mbr ? "0x59be1427" : "53C724DD-7A03-3E4C-A3B1-A6292CC0ADDF",
                        Partitions =
                        [
                            Part(kind, 1, Mebi, 4 * Gibi),
                            Part(kind, 2, Mebi + (4 * Gibi), Gibi),
                            Part(kind, 3, Mebi + (5 * Gibi), (5 * Gibi) - (2 * Mebi)),
                        ],
                    },
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "sda1",
                    Type = "ext4",
                    Uuid = "328a3a5d-a8af-47d1-9ae8-70f0b6cc82f7",
                    Label = "root",
                    Used = 800_000_000,
                },
                new FileSystem
                {
                    Device = "sda2",
                    Type = "swap",
                    Uuid = "6c7d5a91-0ab3-4c2e-9800-79cbed68472f",
                },
                new FileSystem
                {
                    Device = "sda3",
                    Type = "xfs",
                    Uuid = "27faa602-d30a-4fd8-b485-1fbe772bf80b",
                    Used = 100_000_000,
                },
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/" }, new Mount { Device = "sda3", Target = "/home" }],
        };

    private static Partition Part(TableKind kind, int number, long start, long size) =>
        new()
        {
            Number = number,
            Start = start,
            Size = size,
            Type = kind == TableKind.Gpt ? PartitionTypes.GptLinux : "83",
            Uuid = kind == TableKind.Gpt ? $"0000000{number}-0000-0000-0000-000000000000" : null,
        };

    private static Disk LargeDisk() =>
        new()
        {
            Name = "sdb",
            Size = 50 * Gibi,
            SectorSize = 512,
            Table = new PartitionTable
            {
                Kind = TableKind.Mbr,
                Id = "0x00000001",
                Partitions = [Part(TableKind.Mbr, 1, Mebi, 40 * Gibi)],
            },
        };

    private static MachineDisk Target(string name, long size) =>
        new()
        {
            Name = name,
            Path = "/dev/" + name,
            Size = size,
            SectorSize = 512,
            Serial = "S-" + name,
            Wwn = "0x" + name,
        };
}
