using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Formatting;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>What the tools of Debian 12 printed, read again.</summary>
public sealed class CaptureParserTests
{
    [Fact]
    public void Lsblk_gives_a_tree_of_devices()
    {
        var devices = BlockDevice.Parse(
            """
            {"blockdevices": [
              {"name":"sda", "path":"/dev/sda", "type":"disk", "size":80026361856, "log-sec":512, "rm":false, "ro":false,
               "serial":"5QZ0", "wwn":"0x5000c500", "model":"ST380815AS  ", "tran":"sata", "mountpoints":[null], "children": [
                 {"name":"sda1", "path":"/dev/sda1", "type":"part", "size":524288000, "log-sec":512, "rm":false, "ro":false,
                  "serial":null, "wwn":"0x5000c500", "model":null, "tran":null, "mountpoints":["[SWAP]"]}]},
              {"name":"sdb", "path":"/dev/sdb", "type":"disk", "size":"4000000000", "log-sec":"512",
               "rm":"0", "ro":"0", "tran":"usb"},
              {"name":"zram0", "path":"/dev/zram0", "type":"disk", "size":0, "log-sec":4096, "rm":false, "ro":false,
               "mountpoints":[null]}]}
            """
        );

        Assert.Equal(["sda", "sda1"], devices[0].Tree().Select(device => device.Name));
        Assert.Equal(["[SWAP]"], devices[0].Children[0].MountPoints);
        Assert.Equal("ST380815AS", devices[0].Model);
        Assert.Equal([true, false, false], devices.Select(device => device.IsFixedDisk));
        Assert.True(devices[1].Removable);
        Assert.Equal(4000000000, devices[1].Size);
    }

    [Fact]
    public void A_disk_in_use_says_of_what_and_one_that_we_made_for_the_directory_does_not()
    {
        var disk = BlockDevice.Parse(
            """
            {"blockdevices": [
              {"name":"vda", "path":"/dev/vda", "type":"disk", "size":80026361856, "log-sec":512, "rm":false, "ro":false,
               "mountpoints":[null], "children": [
                 {"name":"vda1", "path":"/dev/vda1", "type":"part", "size":524288000, "mountpoints":["/mnt/disk/boot"]}]}]}
            """
        )[0];

        Assert.Equal(
            "vda: it is in use: vda1 is mounted on /mnt/disk/boot",
            VerdictText.Describe(MachineDisk.From(disk, new OwnedDisks("/mnt/other", ["vda"])).Refusal(false)!)
        );
        Assert.Equal(
            "vda: it is in use: vda1 is mounted on /mnt/disk/boot",
            VerdictText.Describe(MachineDisk.From(disk, new OwnedDisks("/mnt/dis", ["vda"])).Refusal(false)!)
        );
        Assert.Equal(
            "vda: it is in use: vda1 is mounted on /mnt/disk/boot",
            VerdictText.Describe(MachineDisk.From(disk, new OwnedDisks("/mnt/disk", ["vdb"])).Refusal(false)!)
        );
        Assert.Null(MachineDisk.From(disk, new OwnedDisks("/mnt/disk", ["vdb", "vda"])).Refusal(false));
    }

    [Fact]
    public void Sfdisk_counts_in_sectors_of_the_disk()
    {
        var table = SfdiskReport.Parse(
            """
            {"partitiontable": {"label":"dos", "id":"0x313b0f12", "device":"/dev/loop1", "unit":"sectors",
              "sectorsize":4096, "partitions": [
              {"node":"/dev/loop1p1", "start":256, "size":25600, "type":"82"},
              {"node":"/dev/loop1p2", "start":25856, "size":236288, "type":"5"},
              {"node":"/dev/loop1p5", "start":26112, "size":51200, "type":"83", "bootable":true}]}}
            """
        )!;

        Assert.Equal(TableKind.Mbr, table.Kind);
        Assert.Equal([1, 2, 5], table.Partitions.Select(partition => partition.Number));
        Assert.Equal((1L << 20, 100L << 20), (table.Partitions[0].Start, table.Partitions[0].Size));
        Assert.True(table.Partitions[2].Bootable);
    }

    [Fact]
    public void Sfdisk_gives_a_gpt_with_any_name()
    {
        var table = SfdiskReport.Parse(
            """
            {"partitiontable": {"label":"gpt", "id":"53C724DD-7A03-3E4C-A3B1-A6292CC0ADDF", "device":"/dev/nvme0n1",
              "unit":"sectors", "firstlba":2048, "lastlba":4194270, "sectorsize":512, "partitions": [
              {"node":"/dev/nvme0n1p4", "start":952320, "size":1433600, "type":"0FC63DAF-8483-4772-8E79-3D69D8477DE4",
               "uuid":"C546A2EB-6A1A-FB44-95D9-667C2E4C4672", "name":"da\"ta \\x", "attrs":"RequiredPartition GUID:60"}]}}
            """
        )!;

        Assert.Equal(
            (4, "da\"ta \\x", "RequiredPartition GUID:60"),
            (table.Partitions[0].Number, table.Partitions[0].Name, table.Partitions[0].Attributes)
        );
    }

    [Fact]
    public void Blkid_hides_what_a_shell_would_take_behind_backslashes()
    {
        var tags = BlkidReport.Parse(
            "DEVNAME=/dev/loop0p4\nLABEL=bt\\ rfs\\\\x\nUUID=4d16b387-05c8-4e8e-b1af-7e8bc47f60c8\nTYPE=btrfs\n"
        );

        Assert.Equal(("bt rfs\\x", "btrfs"), (tags["LABEL"], tags["TYPE"]));
        Assert.Empty(BlkidReport.Parse(""));
    }

    [Fact]
    public void Findmnt_tells_the_device_from_the_subvolume()
    {
        var mounts = MountedFileSystem.Parse(
            """
            {"filesystems": [
              {"source":"/dev/loop0p4[/@home]", "target":"/home", "fstype":"btrfs",
               "options":"rw,subvolid=257,subvol=/@home", "fsroot":"/@home"},
              {"source":"LABEL=foo bar", "target":"/mnt/a b", "fstype":"ext4", "options":"defaults"}]}
            """
        );

        Assert.Equal(("/dev/loop0p4", "@home", true), (mounts[0].Source, mounts[0].Subvolume, mounts[0].IsWhole));
        Assert.Equal(("LABEL=foo bar", "/mnt/a b", null), (mounts[1].Source, mounts[1].Target, mounts[1].Subvolume));
        Assert.Empty(MountedFileSystem.Parse(""));
    }

    [Fact]
    public void Dumpe2fs_gives_the_features_that_last()
    {
        var found = FileSystemDetails.AddExt(
            new FileSystem { Device = "sda1", Type = "ext4" },
            """
            Filesystem features:      has_journal ext_attr needs_recovery extent 64bit metadata_csum
            Inode count:              51200
            Block count:              51200
            Reserved block count:     2560
            Block size:               4096
            Inode size:	          256
            """
        );

        Assert.Equal(["has_journal", "ext_attr", "extent", "64bit", "metadata_csum"], found.Features);
        Assert.Equal(500, found.ReservedShare);
        Assert.Equal((4096, 256, 4096), (found.BlockSize, found.InodeSize, found.BytesPerInode));
    }

    /// <summary>mke2fs makes whole blocks of the share, rounded down: what is read from them is the share again.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(50)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(5000)]
    public void A_share_of_reserved_blocks_is_read_as_it_was_asked_for(int share)
    {
        for (var blocks = 10_000L; blocks < 60_000; blocks += 7)
            Assert.Equal(
                share,
                FileSystemDetails
                    .AddExt(
                        new FileSystem { Device = "sda1", Type = "ext4" },
                        $"Block count: {blocks}\nReserved block count: {blocks * share / 10_000}\n"
                    )
                    .ReservedShare
            );
    }

    [Fact]
    public void Xfs_info_gives_each_feature_with_its_value()
    {
        var found = FileSystemDetails.AddXfs(
            new FileSystem { Device = "sda1", Type = "xfs" },
            """
            meta-data=/dev/loop0p2           isize=512    agcount=4, agsize=19200 blks
                     =                       sectsz=512   attr=2, projid32bit=1
                     =                       crc=1        finobt=1, sparse=1, rmapbt=0
                     =                       reflink=1    bigtime=1 inobtcount=1 nrext64=0
            data     =                       bsize=4096   blocks=76800, imaxpct=25
            naming   =version 2              bsize=4096   ascii-ci=0, ftype=1
            """
        );

        Assert.Equal(
            ["crc=1", "finobt=1", "sparse=1", "rmapbt=0", "reflink=1", "bigtime=1", "inobtcount=1", "nrext64=0", "ftype=1"],
            found.Features
        );
        Assert.Equal((512, 4096), (found.InodeSize, found.BlockSize));
    }

    [Fact]
    public void Btrfs_names_its_flags_in_capitals()
    {
        var fileSystem = new FileSystem { Device = "sda1", Type = "btrfs" };
        const string Super =
            "num_devices\t\t1\n"
            + "nodesize\t\t16384\n"
            + "compat_ro_flags\t\t0x3\n"
            + "\t\t\t( FREE_SPACE_TREE |\n"
            + "\t\t\t  FREE_SPACE_TREE_VALID )\n"
            + "incompat_flags\t\t0x341\n"
            + "\t\t\t( MIXED_BACKREF |\n"
            + "\t\t\t  EXTENDED_IREF |\n"
            + "\t\t\t  SKINNY_METADATA |\n"
            + "\t\t\t  NO_HOLES )\n";

        Assert.Equal(
            ["extref", "skinny-metadata", "no-holes", "free-space-tree"],
            FileSystemDetails.AddBtrfs(fileSystem, Super).Features
        );
        Assert.Throws<LayoutException>(() =>
            FileSystemDetails.AddBtrfs(fileSystem, Super.Replace("devices\t\t1", "devices\t\t2", StringComparison.Ordinal))
        );
        Assert.Equal("@", FileSystemDetails.DefaultSubvolume("ID 256 gen 7 top level 5 path @\n"));
        Assert.Null(FileSystemDetails.DefaultSubvolume("ID 5 (FS_TREE)\n"));
    }

    [Fact]
    public void Mdadm_names_the_members_in_their_order()
    {
        var array = MdadmReport.Parse(
            """
            MD_LEVEL=raid5
            MD_DEVICES=3
            MD_METADATA=1.2
            MD_UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c
            MD_NAME=golden:0
            MD_DEVICE_ev_sdb1_ROLE=1
            MD_DEVICE_ev_sdb1_DEV=/dev/sdb1
            MD_DEVICE_ev_sda1_ROLE=0
            MD_DEVICE_ev_sda1_DEV=/dev/sda1
            MD_DEVICE_ev_sdd1_ROLE=spare
            MD_DEVICE_ev_sdd1_DEV=/dev/sdd1
            MD_DEVICE_ev_sdc1_ROLE=2
            MD_DEVICE_ev_sdc1_DEV=/dev/sdc1
            """,
            "md0",
            new MdGeometry(Size: 1 << 30, Chunk: 512 << 10, Layout: 3),
            path => path["/dev/".Length..]
        );

        Assert.Equal(["sda1", "sdb1", "sdc1"], array.Members);
        Assert.Equal(("raid5", "1.2", (long?)(512 << 10)), (array.Level, array.Metadata, array.Chunk));
        Assert.Equal(("golden:0", "right-symmetric"), (array.Label, array.Layout));
    }

    [Theory] // Report 6.
    [InlineData("MD_DEVICES=3\n", 3)]
    [InlineData("MD_LEVEL=raid1\n", null)]
    public void Mdadm_says_for_how_many_devices_an_array_is_made(string text, int? count) =>
        Assert.Equal(count, MdadmReport.DeviceCount(text));

    [Fact] // Report 3.
    public void A_snapshot_is_no_volume_of_its_group_and_is_named()
    {
        const string Physical = """{"report": [{"pv": [{"pv_name":"/dev/sda2", "vg_name":"vg", "pv_size":"1069547520"}]}]}""";
        const string Groups = """{"report": [{"vg": [{"vg_name":"vg", "vg_extent_size":"4194304"}]}]}""";
        const string Volumes = """
            {"report": [{"lv": [
              {"vg_name":"vg", "lv_name":"a_snap", "lv_size":"4194304",
               "segtype":"linear", "stripes":"1", "stripe_size":"0", "lv_attr":"swi-a-s---", "origin":"root"},
              {"vg_name":"vg", "lv_name":"merging", "lv_size":"4194304",
               "segtype":"linear", "stripes":"1", "stripe_size":"0", "lv_attr":"Swi-a-s---", "origin":"[root]"},
              {"vg_name":"vg", "lv_name":"root", "lv_size":"536870912",
               "segtype":"linear", "stripes":"1", "stripe_size":"0", "lv_attr":"owi-aos---", "origin":""}]}]}
            """;

        var group = Assert.Single(LvmReport.Parse(Physical, Groups, Volumes, path => path["/dev/".Length..]));

        Assert.Equal(["root"], group.Volumes.Select(volume => volume.Name));
        Assert.Equal([("vg", "a_snap", "root"), ("vg", "merging", "root")], LvmReport.Snapshots(Volumes));
    }

    [Theory]
    [InlineData("[unknown]")]
    [InlineData("unknown device")]
    public void A_group_that_lacks_a_volume_is_refused_with_its_name(string missing)
    {
        var physical = $$$"""
            {"report": [{"pv": [{"pv_name":"/dev/sda2", "vg_name":"vg", "pv_size":"1"},
              {"pv_name":"{{{missing}}}", "vg_name":"vg", "pv_size":"1"}]}]}
            """;
        const string Groups = """{"report": [{"vg": [{"vg_name":"vg", "vg_extent_size":"4194304"}]}]}""";

        var refusal = Assert.Throws<LayoutException>(() =>
            LvmReport.Parse(physical, Groups, "", path => path.StartsWith('/') ? "sda2" : null)
        );

        Assert.StartsWith("volume group vg is not complete", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Btrfs_lists_subvolumes_by_their_paths()
    {
        Assert.Equal(
            ["@home/snap 1", "@/.snapshots/1/snapshot"],
            FileSystemDetails.SubvolumePaths(
                "ID 257 gen 9 cgen 9 top level 256 otime 2026-11-29 02:28:00 path @home/snap 1\n"
                    + "ID 258 gen 9 cgen 9 top level 5 otime 2026-11-29 02:28:00 path <FS_TREE>/@/.snapshots/1/snapshot\n"
            )
        );
        Assert.Empty(FileSystemDetails.SubvolumePaths(""));
    }

    [Theory] // Report 1.
    [InlineData(null, "ext4", true)]
    [InlineData("zfs_member", "ext4", true)]
    [InlineData("linux_raid_member", "swap", true)]
    [InlineData("xfs", "ext4", true)]
    [InlineData("ext4", "ext4", false)]
    [InlineData("ext4", "ext2", false)]
    [InlineData("vfat", "msdos", false)]
    [InlineData("ntfs", "fuseblk", false)]
    [InlineData("ntfs", "ntfs3", false)]
    [InlineData("exfat", "fuse.exfat", false)]
    [InlineData("ext4", null, false)]
    [InlineData(null, null, false)]
    public void The_kernel_decides_what_is_on_a_device_that_it_has_mounted(string? found, string? mounted, bool isWrong) =>
        Assert.Equal(isWrong, FileSystemType.IsWrong(found, mounted));

    [Theory]
    [InlineData("100 40 4096 1000 900\n", 60L * 4096, 100L)]
    [InlineData("100 140 4096 5 9", 0L, 0L)]
    [InlineData("0 0 1024 0 0", 0L, 0L)]
    [InlineData("100 40 4096", null, null)]
    [InlineData("? ? 4096 1 1", null, null)]
    [InlineData("", null, null)]
    public void Bytes_and_inodes_in_use_are_those_that_are_not_free(string text, long? bytes, long? inodes) =>
        Assert.Equal((bytes, inodes), (MountUsage.Parse(text)?.Bytes, MountUsage.Parse(text)?.Inodes));

    [Theory] // Swap by id, as installers write it.
    [InlineData("/dev/disk/by-id/ata-X-part2", "sda2")]
    [InlineData("/dev/disk/by-path/pci-0", "vg/swap")]
    [InlineData("/dev/disk/by-id/gone", null)]
    [InlineData("/dev/disk/by-uuid/AAAA", "sda2")]
    [InlineData("server:/dev/disk/by-id/ata-X-part2", null)]
    public void A_name_that_udev_gave_is_followed(string source, string? device)
    {
        var links = new Dictionary<string, string>
        {
            ["/dev/disk/by-id/ata-X-part2"] = DeviceTable.Resolve("/dev/disk/by-id/ata-X-part2", "../../sda2"),
            ["/dev/disk/by-path/pci-0"] = DeviceTable.Resolve("/dev/disk/by-path/pci-0", "/dev/dm-0"),
        };
        var table = new DeviceTable(links.GetValueOrDefault);
        table.AddPath("/dev/sda2", "sda2");
        table.AddPath("/dev/dm-0", "vg/swap");
        table.Add("UUID", "aaaa", "sda2");

        Assert.Equal(device, table.Find(source));
    }

    [Fact]
    public void Arrays_and_groups_are_known_with_all_their_disks()
    {
        var disks = BlockDevice.Parse(
            """
            {"blockdevices": [
              {"name":"sda", "path":"/dev/sda", "type":"disk", "size":1, "children": [
                {"name":"sda1", "path":"/dev/sda1", "type":"part", "size":1, "children": [
                  {"name":"md0", "path":"/dev/md0", "type":"raid1", "size":1}]}]},
              {"name":"sdb", "path":"/dev/sdb", "type":"disk", "size":1, "children": [
                {"name":"sdb1", "path":"/dev/sdb1", "type":"part", "size":1, "children": [
                  {"name":"md0", "path":"/dev/md0", "type":"raid1", "size":1}]},
                {"name":"sdb2", "path":"/dev/sdb2", "type":"part", "size":1, "children": [
                  {"name":"md127", "path":"/dev/md127", "type":"md", "size":0}]}]},
              {"name":"sdc", "path":"/dev/sdc", "type":"disk", "size":1}]}
            """
        );
        const string Volumes = """
            {"report": [{"pv": [
              {"pv_name":"/dev/md0", "vg_name":"system"}, {"pv_name":"/dev/sdc", "vg_name":"system"},
              {"pv_name":"/dev/sdz", "vg_name":""}, {"pv_name":"[unknown]", "vg_name":"system"}]}]}
            """;

        Assert.Equal(
            ["md0 sda,sdb", "md127 sdb"],
            DiskStack.Arrays(disks).Select(stack => $"{stack.Name} {string.Join(',', stack.Disks)}")
        );
        // A part that is missing hinders nobody: the group goes with the parts that are there.
        Assert.Equal(
            ["system sda,sdb,sdc"],
            DiskStack.Groups(disks, Volumes).Select(stack => $"{stack.Name} {string.Join(',', stack.Disks)}")
        );
        Assert.Empty(DiskStack.Groups(disks, ""));
    }

    [Fact]
    public void An_array_that_is_on_no_disk_is_nothing_that_stays()
    {
        // mdadm --create that was killed between the array and its first member.
        var disks = BlockDevice.Parse(
            """
            {"blockdevices": [
              {"name":"sda", "path":"/dev/sda", "type":"disk", "size":1},
              {"name":"md1", "path":"/dev/md1", "type":"md", "size":0}]}
            """
        );

        Assert.Empty(DiskStack.Arrays(disks));
    }

    [Theory]
    [InlineData("raid5", 2, "left-symmetric")]
    [InlineData("raid6", 1, "right-asymmetric")]
    [InlineData("raid6", 18, null)]
    [InlineData("raid10", 0x102, "n2")]
    [InlineData("raid10", 0x103, "n3")]
    [InlineData("raid10", 0x201, "f2")]
    [InlineData("raid10", 0x10301, "o3")]
    [InlineData("raid10", 0x202, null)]
    [InlineData("raid1", 0, null)]
    public void The_kernel_has_layouts_of_arrays_as_numbers(string level, int number, string? word)
    {
        Assert.Equal(word, MdLayout.FromNumber(level, number));
        Assert.True(word is null || MdLayout.Suits(level, word));
    }

    [Fact]
    public void Dump_f2fs_names_features_otherwise_than_mkfs()
    {
        FileSystem Read(string text) => FileSystemDetails.AddF2fs(new FileSystem { Device = "sda1", Type = "f2fs" }, text);

        Assert.Equal(
            ["extra_attr", "project_quota", "quota"],
            Read(
                "Info: MKFS version\n"
                    + "Info: superblock features = 98 :  extra_attr project_quota quota_ino\n"
                    + "Info: Segments per section = 1\n"
            ).Features
        );
        Assert.Empty(Read("Info: superblock features = 0 : \nInfo: Segments per section = 1\n").Features);
        Assert.Empty(Read("Error: In use by the system!\n").Features);
    }

    [Fact]
    public void Lvm_reports_make_groups_of_what_is_on_our_disks()
    {
        const string Physical = """
            {"report": [{"pv": [
              {"pv_name":"/dev/sda2", "pv_uuid":"V3Jgqu-7Bfz-gGEd-1gQV-1AYc-7Ihk-rY4GqW", "vg_name":"vg0",
               "pv_size":"1069547520"}]}]}
            """;
        const string Groups = """{"report": [{"vg": [{"vg_name":"vg0", "vg_extent_size":"4194304"}]}]}""";
        const string Volumes = """
            {"report": [{"lv": [
              {"vg_name":"vg0", "lv_name":"root", "lv_size":"536870912", "segtype":"linear", "stripes":"1", "stripe_size":"0"},
              {"vg_name":"vg0", "lv_name":"root", "lv_size":"536870912", "segtype":"linear", "stripes":"1", "stripe_size":"0"},
              {"vg_name":"vg0", "lv_name":"fast", "lv_size":"16777216", "segtype":"striped", "stripes":"2",
               "stripe_size":"65536"},
              {"vg_name":"vg0", "lv_name":"safe", "lv_size":"16777216", "segtype":"raid1", "stripes":"2", "stripe_size":"0"}]}]}
            """;

        var group = Assert.Single(LvmReport.Parse(Physical, Groups, Volumes, path => path["/dev/".Length..]));

        Assert.Equal(["root", "fast", "safe"], group.Volumes.Select(volume => volume.Name));
        Assert.Equal([(1, 0), (2, 0), (1, 1)], group.Volumes.Select(volume => (volume.Stripes, volume.Mirrors)));
        Assert.Empty(LvmReport.Parse(Physical, Groups, Volumes, _ => null));
        Assert.Contains(
            "thin",
            Assert
                .Throws<LayoutException>(() =>
                    LvmReport.Parse(Physical, Groups, Volumes.Replace("raid1", "thin", StringComparison.Ordinal), path => path)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("sda sdb sdz sdaa sdab", "sdab sdz sda sdaa sdb")]
    [InlineData("nvme0n1 nvme2n1 nvme10n1", "nvme10n1 nvme2n1 nvme0n1")]
    [InlineData("sda vda", "vda sda")]
    public void Disks_are_in_the_order_in_which_people_count(string ordered, string mixed) =>
        Assert.Equal(ordered.Split(' '), mixed.Split(' ').OrderBy(Machine.NaturalKey, StringComparer.Ordinal));

    [Fact]
    public void What_is_no_report_is_an_error_that_names_the_tool()
    {
        Assert.StartsWith(
            "sfdisk: ",
            Assert.Throws<ToolException>(() => SfdiskReport.Parse("{}")).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "lsblk: ",
            Assert.Throws<ToolException>(() => BlockDevice.Parse("lsblk: no")).Message,
            StringComparison.Ordinal
        );
    }
}
