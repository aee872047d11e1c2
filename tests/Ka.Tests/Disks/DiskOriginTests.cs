using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Whose data is on a disk, in which words, and what <c>--only-empty</c> and <c>--only-clones</c> make of it.</summary>
public sealed class DiskOriginTests
{
    private const long Gibi = 1 << 30;

    private const string TableId = "8A1E3C6F-0000-4000-8000-000000000001";

    private const string RootId = "328a3a5d-a8af-47d1-9ae8-70f0b6cc82f7";

    private const string ArrayId = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c";

    private const string Basic = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7";

    private static readonly DiskSignatures s_windows = new(
        "gpt",
        "11111111-0000-4000-8000-000000000001",
        [
            new DiskSignature("sda1", "vfat", "AAAA-BBBB", PartitionTypes.GptEsp.ToLowerInvariant()),
            new DiskSignature("sda2", null, null, "e3c9e316-0b5c-4db8-817d-f92df00215ae"),
            new DiskSignature("sda3", "ntfs", "01D0", Basic) { Used = 400_000_000_000 },
            new DiskSignature("sda4", "ntfs", "01D1", "de94bba4-06d1-4d40-a16a-bfd50179d6ac") { Used = 12_000_000_000 },
        ]
    );

    private static readonly DiskSignatures s_clone = new(
        "gpt",
        TableId.ToLowerInvariant(),
        [
            new DiskSignature("sda1", "vfat", "CCCC-DDDD", PartitionTypes.GptEsp.ToLowerInvariant()),
            new DiskSignature("sda2", "ext4", RootId, "0fc63daf-8483-4772-8e79-3d69d8477de4") { Used = 3_100_000_000 },
            new DiskSignature("sda3", "swap", "9f9f", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"),
            new DiskSignature("sda4", "linux_raid_member", "e5bbe8ea-f1b4-d4b2-7b1c-4d6e0f1e2d3c", "a19d"),
        ]
    );

    [Fact]
    public void Windows_is_named_with_its_file_systems_and_what_they_hold() =>
        Assert.Equal("Windows, 2 NTFS file systems, 1 FAT file system, 412 GB used", Words(s_windows));

    [Fact]
    public void Nothing_is_empty_and_a_table_without_partitions_is_too()
    {
        Assert.Equal("empty", Words(DiskSignatures.Nothing));
        Assert.Equal("empty", Words(new DiskSignatures("gpt", TableId, [])));
    }

    [Fact]
    public void A_clone_is_known_by_its_identifiers_with_the_swap_and_the_ESP_that_it_got()
    {
        Assert.Equal("a clone of this golden node, 3.10 GB used", Words(s_clone));
        // Arrays and volumes on it count as its own.
        var stacked = s_clone with
        {
            Parts = [.. s_clone.Parts, new DiskSignature("md0", "ext4", RootId, null)],
        };
        Assert.Equal(DiskState.Clone, State(stacked));
    }

    [Theory]
    [InlineData("ext4", "00000000-0000-4000-8000-00000000beef", "0fc63daf-8483-4772-8e79-3d69d8477de4")]
    [InlineData("crypto_LUKS", "00000000-0000-4000-8000-00000000beef", "0fc63daf-8483-4772-8e79-3d69d8477de4")]
    [InlineData("vfat", "EEEE-FFFF", Basic)]
    [InlineData("ambivalent", null, Basic)]
    [InlineData("ambivalent", null, null)]
    [InlineData("unreadable", null, Basic)]
    [InlineData(null, null, Basic)]
    public void A_clone_with_something_more_on_it_is_no_clone(string? type, string? uuid, string? partition) =>
        Assert.Equal(
            DiskState.Other,
            State(s_clone with { Parts = [.. s_clone.Parts, new DiskSignature("sda5", type, uuid, partition)] })
        );

    [Fact]
    public void The_same_file_system_in_another_table_is_no_clone()
    {
        var moved = s_clone with { TableId = "22222222-0000-4000-8000-000000000001" };

        Assert.Equal(DiskState.Other, State(moved));
        Assert.Equal(
            DiskState.Clone,
            new DiskOrigin(Request() with { Descs = [new DescChoice("sda", null!, "desc")] }).Of(Disk("sda", moved)).State
        );
    }

    [Fact]
    public void A_partition_that_comes_as_it_is_is_no_foreign_one()
    {
        var raw = s_clone with { Parts = [.. s_clone.Parts, new DiskSignature("sdz5", "ntfs", "01D0", Basic)] };
        var disk = Disk("sdz", raw);

        Assert.Equal(DiskState.Other, new DiskOrigin(Request()).Of(disk).State);
        Assert.Equal(DiskState.Clone, new DiskOrigin(Request() with { RawPartitions = ["sda5"] }).Of(disk).State);
    }

    [Theory]
    [InlineData("crypto_LUKS", "1 LUKS volume")]
    [InlineData("LVM2_member", "1 LVM physical volume")]
    [InlineData("isw_raid_member", "1 RAID member")]
    [InlineData("BitLocker", "Windows, 1 BitLocker volume")]
    [InlineData("apfs", "macOS, 1 APFS file system")]
    [InlineData("VMFS_volume_member", "VMware ESX, 1 VMFS volume")]
    [InlineData("zfs_member", "1 ZFS member")]
    [InlineData(null, "1 partition of unknown contents")]
    [InlineData("ambivalent", "1 device with several signatures")]
    public void What_is_on_other_disks_has_plain_words(string? type, string words) =>
        Assert.Equal(words, Words(new DiskSignatures("dos", "1", [new DiskSignature("sda1", type, null, "0x83")])));

    [Fact]
    public void Only_empty_and_only_clones_refuse_what_is_on_the_disk()
    {
        MachineDisk[] disks =
        [
            Disk("sdxa", s_windows),
            Disk("sdxb", s_clone with { Parts = [.. s_clone.Parts.Take(3)] }),
            Disk("sdxc", DiskSignatures.Nothing),
        ];

        Assert.Equal("sdxa", Plan(disks, DiskAcceptance.Any).Roles["sda"].Name);
        Assert.Equal("sdxb", Plan(disks, DiskAcceptance.Clones).Roles["sda"].Name);
        Assert.Equal("sdxc", Plan(disks, DiskAcceptance.Empty).Roles["sda"].Name);

        var refused = Plan(disks[..2], DiskAcceptance.Empty).Reasons;
        Assert.Equal(
            [FindingKind.NoDisk, FindingKind.DiskNotEmpty, FindingKind.DiskNotEmpty],
            refused.Select(reason => reason.Kind)
        );
        Assert.Equal(
            "sdxa: it has data of another system: 2 NTFS file systems, 1 FAT file system, 412 GB used",
            VerdictText.Describe(Plan(disks[..1], DiskAcceptance.Clones).Reasons[1])
        );
        // A map names a disk, and not what is on it.
        Assert.False(Plan(disks, DiskAcceptance.Empty, "sda=sdxa").IsPossible);
    }

    [Fact]
    public void A_verdict_of_the_most_and_the_longest_fits_into_a_frame()
    {
        var text = new string('x', 200);
        var disk = new DiskMapping(
            text,
            text,
            new DiskHardware(long.MaxValue, text, text, text, text),
            new DiskContents(
                DiskState.Other,
                DiskSystem.Windows,
                long.MaxValue,
                [.. Enumerable.Repeat(new DiskPart(text, 70_000), 20)]
            )
        );
        var note = new Finding(FindingKind.NotCopied, new string('x', 999), new string('y', 999))
        {
            Place = new string('z', 999),
            Numbers = [1, 2, 3, 4],
        };
        var verdict = new PlanChecked(default, [.. Enumerable.Repeat(disk, 100)], text, [], [.. Enumerable.Repeat(note, 100)]);

        Assert.True(ControlFrame.Encode(verdict).Length <= WireLimits.Frame);
        var against = new PlanChecked(default, [], text, verdict.Notes, verdict.Notes);
        Assert.True(ControlFrame.Encode(against).Length <= WireLimits.Frame);
    }

    private static DiskState State(DiskSignatures found) => new DiskOrigin(Request()).Of(Disk("sda", found)).State;

    private static string Words(DiskSignatures found) => DiskText.Contents(new DiskOrigin(Request()).Of(Disk("sda", found)));

    private static DiskPlan Plan(IReadOnlyList<MachineDisk> disks, DiskAcceptance accepts, string? map = null) =>
        DiskPlanner.Plan(
            Request() with
            {
                Golden = Request().Golden with { Arrays = [] },
                Machine = new Machine { Memory = Gibi, Disks = disks },
                Accepts = accepts,
                Map = map is null ? [] : [DiskSelector.Parse(map)],
            }
        );

    private static PlanRequest Request() =>
        new()
        {
            Machine = new Machine(),
            Golden = new Layout
            {
                Version = Layout.CurrentVersion,
                Firmware = Firmware.Bios,
                Disks =
                [
                    new Disk
                    {
                        Name = "sda",
                        Size = 20 * Gibi,
                        SectorSize = 512,
                        Table = new PartitionTable
                        {
                            Kind = TableKind.Gpt,
                            Id = TableId,
                            Partitions =
                            [
                                new Partition
                                {
                                    Number = 2,
                                    Start = 1 << 20,
                                    Size = 10 * Gibi,
                                    Type = PartitionTypes.GptLinux,
                                    Uuid = "44444444-0000-4000-8000-000000000001",
                                },
                            ],
                        },
                    },
                ],
                Arrays =
                [
                    new MdArray
                    {
                        Name = "md0",
                        Level = "raid1",
                        Uuid = ArrayId,
                        Metadata = "1.2",
                        Size = Gibi,
                        Members = ["sda4"],
                    },
                ],
                FileSystems =
                [
                    new FileSystem
                    {
                        Device = "sda2",
                        Type = "ext4",
                        Uuid = RootId,
                        Used = 1 << 20,
                    },
                ],
                Mounts = [new Mount { Device = "sda2", Target = "/" }],
            },
        };

    private static MachineDisk Disk(string name, DiskSignatures found) =>
        new()
        {
            Name = name,
            Path = "/dev/" + name,
            Size = 500 * Gibi,
            SectorSize = 512,
            Signatures = found,
        };
}
