using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Which disks of a machine a plan may take. Numbers are those of the field reports of November 2026.</summary>
public sealed class ErasableDiskTests
{
    private const long Gibi = 1 << 30;

    [Theory]
    [InlineData("fc")]
    [InlineData("iscsi")]
    [InlineData("fcoe")]
    [InlineData("nvme over tcp")]
    [InlineData("a fabric of next year")]
    public void Report_2_a_disk_that_is_not_local_is_taken_when_it_is_named_and_else_never(string transport)
    {
        var lun = Disk("sdxa") with { Transport = DiskTransport.Of("", transport, null, []), Serial = "LUN", Wwn = "0x60" };

        var plan = Plan([lun]);
        Assert.Equal([FindingKind.NoDisk, FindingKind.DiskNotLocal], plan.Reasons.Select(reason => reason.Kind));
        Assert.Contains(transport, VerdictText.Describe(plan.Reasons[1]), StringComparison.Ordinal);

        Assert.Equal("sdxb", Plan([lun, Disk("sdxb")]).Roles["sda"].Name);
        foreach (var word in new[] { "sda=sdxa", "sda=serial:LUN", "sda=wwn:0x60" })
            Assert.Equal("sdxa", Plan([Disk("sdxb"), lun], word).Roles["sda"].Name);
        Assert.Equal("sdxa", Plan([lun with { IsNamed = true }]).Roles["sda"].Name);
        // A size is no name: it may be that of the wrong disk.
        Assert.Equal(FindingKind.DiskNotLocal, Assert.Single(Plan([lun], "sda=size:53.7G").Reasons).Kind);
        Assert.Equal("sdxb", Plan([lun, Disk("sdxb") with { Size = 52 * Gibi }], "sda=size:53.7G").Roles["sda"].Name);
    }

    [Theory]
    [InlineData("../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sdxa", "sata", true, "sata")]
    [InlineData("../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sdxa", null, true, "ata")]
    [InlineData("../devices/pci0000:00/0000:03:00.0/host3/target3:2:0/3:2:0:0/block/sdxa", null, true, "")]
    [InlineData("../devices/pci0000:00/0000:04:00.0/host7/rport-7:0-2/target7:0:0/7:0:0:1/block/sdxa", null, false, "fc")]
    [InlineData("../devices/platform/host9/session1/target9:0:0/9:0:0:1/block/sdxa", null, false, "iscsi")]
    [InlineData("../devices/rbd/0/block/rbd0", null, false, "rbd")]
    [InlineData("../devices/virtual/nvme-fabrics/ctl/nvme1/nvme1n1", "nvme", false, "nvme over fabrics")]
    [InlineData("../devices/pci0000:00/0000:00:05.0/virtio2/block/vda", null, true, "virtio")]
    public void Report_2_sysfs_says_where_a_disk_is(string path, string? listed, bool isLocal, string name) =>
        Assert.Equal(new DiskTransport(name, isLocal), DiskTransport.Of(path, listed, null, []));

    [Fact]
    public void Report_2_hosts_and_controllers_of_fabrics_are_read_from_sysfs()
    {
        var sysfs = Directory.CreateTempSubdirectory("ka-sysfs-").FullName;
        try
        {
            void Link(string disk, string target)
            {
                Directory.CreateDirectory(Path.Combine(sysfs, target));
                Directory.CreateDirectory(Path.Combine(sysfs, "block"));
                File.CreateSymbolicLink(Path.Combine(sysfs, "block", disk), "../" + target);
            }

            Link("sdxa", "devices/pci0/host4/target4:0:0/4:0:0:0/block/sdxa");
            Directory.CreateDirectory(Path.Combine(sysfs, "class/srp_host/host4"));
            Link("sdxb", "devices/pci0/host5/target5:0:0/5:0:0:0/block/sdxb");
            Link("nvme0n1", "devices/pci0/nvme/nvme0/nvme0n1");
            Directory.CreateDirectory(Path.Combine(sysfs, "block/nvme0n1/device"));
            File.WriteAllText(Path.Combine(sysfs, "block/nvme0n1/device/transport"), "pcie\n");
            // Two controllers of one subsystem: one in the machine would be enough for the name, one elsewhere for the refusal.
            Link("nvme1n1", "devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1");
            foreach (var (controller, transport) in new[] { ("nvme1", "tcp"), ("nvme2", "rdma") })
            {
                Directory.CreateDirectory(Path.Combine(sysfs, "block/nvme1n1/device", controller));
                File.WriteAllText(Path.Combine(sysfs, "block/nvme1n1/device", controller, "transport"), transport + "\n");
            }

            DiskTransport Read(string name) =>
                DiskTransport.Read(
                    BytePath.FromText(sysfs),
                    new BlockDevice
                    {
                        Name = name,
                        Path = "/dev/" + name,
                        Type = "disk",
                        Transport = name.StartsWith("nvme", StringComparison.Ordinal) ? "nvme" : null,
                    }
                );
            Assert.Equal(new DiskTransport("srp", false), Read("sdxa"));
            Assert.Equal(DiskTransport.Unknown, Read("sdxb"));
            Assert.Equal(new DiskTransport("nvme", true), Read("nvme0n1"));
            Assert.False(Read("nvme1n1").IsLocal);
            Assert.StartsWith("nvme over ", Read("nvme1n1").Name, StringComparison.Ordinal);
            Assert.Equal(new DiskTransport("", true), Read("sdxz"));
        }
        finally
        {
            Directory.Delete(sysfs, true);
        }
    }

    [Fact]
    public void Report_4_two_paths_to_one_disk_are_one_disk()
    {
        var twice = Marked(Disk("sdxa") with { Wwn = "0x5000C500A" }, Disk("sdxb") with { Wwn = "0x5000c500a" });

        var plan = Plan(twice, golden: Golden(2));
        Assert.Equal(
            [FindingKind.NoDisk, FindingKind.DiskTaken, FindingKind.DiskSamePath],
            plan.Reasons.Select(reason => reason.Kind)
        );
        Assert.Equal("sdxb: it is sdxa again, with the same WWN", VerdictText.Describe(plan.Reasons[2]));
        Assert.Equal(FindingKind.DiskSamePath, Assert.Single(Plan(twice, "sda=sdxb").Reasons).Kind);
        // By its WWN it is found once, and by a name that the operator gave through --disk too.
        Assert.Equal("sdxa", Plan(twice, "sda=wwn:0x5000C500A").Roles["sda"].Name);
        Assert.Equal("sdxb", Plan(Marked(twice[0], Disk("sdxb") with { Wwn = "0x5000c500a", IsNamed = true })).Roles["sda"].Name);
    }

    [Fact]
    public void Report_4_a_disk_that_is_used_through_one_path_is_used_through_both()
    {
        var twice = Marked(
            Disk("sdxa") with
            {
                Wwn = "0x5000c500a",
            },
            Disk("sdxb") with
            {
                Wwn = "0x5000c500a",
                InUse = "sdxb1 is mounted on /",
            }
        );

        Assert.Equal(
            [FindingKind.NoDisk, FindingKind.DiskInUse, FindingKind.DiskSamePath],
            Plan(twice).Reasons.Select(reason => reason.Kind)
        );
    }

    [Theory]
    [InlineData("0x0000000000000000", 50, 50)]
    [InlineData(null, 50, 50)]
    [InlineData("0x5000c500a", 50, 60)]
    public void Report_4_disks_without_a_WWN_of_their_own_are_not_taken_for_one(string? wwn, long one, long other) =>
        Assert.True(
            Plan(
                Marked(Disk("sdxa") with { Wwn = wwn, Size = one * Gibi }, Disk("sdxb") with { Wwn = wwn, Size = other * Gibi }),
                golden: Golden(2)
            ).IsPossible
        );

    [Fact]
    public void Report_4_a_serial_number_that_several_disks_have_names_none()
    {
        MachineDisk[] disks = [Disk("sdxa") with { Serial = "RAID" }, Disk("sdxb") with { Serial = "RAID" }];

        var reason = Assert.Single(Plan(disks, "sda=serial:RAID").Reasons);
        Assert.Equal("--map sda=serial:RAID: several disks are meant: sdxa, sdxb", VerdictText.Describe(reason));
    }

    [Fact]
    public void Report_4_a_path_of_a_multipath_device_is_not_taken()
    {
        var path = MachineDisk.From(
            BlockDevice.Parse(
                """
                {"blockdevices": [{"name":"sdxa", "path":"/dev/sdxa", "type":"disk", "size":53687091200, "log-sec":512,
                  "rm":false, "ro":false, "fstype":"mpath_member", "children": [
                    {"name":"mpatha", "path":"/dev/mapper/mpatha", "type":"mpath", "size":53687091200}]}]}
                """
            )[0],
            new OwnedDisks("/mnt/disk", [])
        );

        Assert.Equal(FindingKind.DiskMultipath, path.Refusal(true)!.Kind);
        Assert.Contains("mpatha", VerdictText.Describe(path.Refusal(true)!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mmcblk0boot0", FindingKind.DiskBootArea)]
    [InlineData("mmcblk12boot1", FindingKind.DiskBootArea)]
    [InlineData("mmcblk0rpmb", FindingKind.DiskBootArea)]
    [InlineData("mmcblk0gp1", FindingKind.DiskBootArea)]
    [InlineData("zram0", FindingKind.DiskVirtual)]
    [InlineData("nbd0", FindingKind.DiskVirtual)]
    [InlineData("loop7", FindingKind.DiskVirtual)]
    [InlineData("drbd0", FindingKind.DiskVirtual)]
    [InlineData("dm-3", FindingKind.DiskVirtual)]
    [InlineData("rbd0", FindingKind.DiskVirtual)]
    [InlineData("zd16", FindingKind.DiskVirtual)]
    [InlineData("etherd!e1.0", FindingKind.DiskVirtual)]
    public void What_is_no_disk_for_a_system_is_not_taken(string name, FindingKind kind)
    {
        var device = new BlockDevice
        {
            Name = name,
            Path = "/dev/ka-no-such-device",
            Type = "disk",
            Size = 50 * Gibi,
            SectorSize = 512,
        };

        Assert.False(device.IsFixedDisk);
        Assert.Equal(kind, MachineDisk.From(device, new OwnedDisks("/mnt/disk", [])).Refusal(true)!.Kind);
    }

    [Theory]
    [InlineData("mmcblk0")]
    [InlineData("sda")]
    [InlineData("nvme0n1")]
    [InlineData("xvda")]
    [InlineData("dasda")]
    [InlineData("pmem0")]
    public void What_a_system_lives_on_is_a_disk(string name) =>
        Assert.True(
            new BlockDevice
            {
                Name = name,
                Path = "",
                Type = "disk",
                Size = 50 * Gibi,
            }.IsFixedDisk
        );

    private static MachineDisk[] Marked(params MachineDisk[] disks) => [.. DiskPaths.Mark(disks)];

    private static DiskPlan Plan(IReadOnlyList<MachineDisk> disks, string? map = null, Layout? golden = null) =>
        DiskPlanner.Plan(
            new PlanRequest
            {
                Golden = golden ?? Golden(1),
                Machine = new Machine { Memory = Gibi, Disks = disks },
                Map = map is null ? [] : [DiskSelector.Parse(map)],
            }
        );

    /// <summary>Disks of 20 GiB, each with an ext4 of half of that.</summary>
    private static Layout Golden(int disks) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                .. Enumerable
                    .Range(0, disks)
                    .Select(i => new Disk
                    {
                        Name = $"sd{(char)('a' + i)}",
                        Size = 20 * Gibi,
                        SectorSize = 512,
                        Table = new PartitionTable
                        {
                            Kind = TableKind.Mbr,
                            Id = $"0x1234567{i}",
                            Partitions =
                            [
                                new Partition
                                {
                                    Number = 1,
                                    Start = 1 << 20,
                                    Size = 10 * Gibi,
                                    Type = "83",
                                },
                            ],
                        },
                    }),
            ],
            FileSystems =
            [
                .. Enumerable
                    .Range(0, disks)
                    .Select(i => new FileSystem
                    {
                        Device = $"sd{(char)('a' + i)}1",
                        Type = "ext4",
                        Used = 1 << 20,
                    }),
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/" }],
        };

    private static MachineDisk Disk(string name) =>
        new()
        {
            Name = name,
            Path = "/dev/" + name,
            Size = 50 * Gibi,
            SectorSize = 512,
        };
}
