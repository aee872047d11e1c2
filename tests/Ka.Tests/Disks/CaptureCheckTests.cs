using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>What is mounted on a golden node is copied, or named.</summary>
public sealed class CaptureCheckTests
{
    private static CapturedMachine Root =>
        new CapturedMachine().Device("sda1", "ext4").Mount("sda1", "/").Fstab("UUID=uuid-sda1", "/");

    [Fact]
    public void An_ordinary_machine_has_nothing_to_say()
    {
        var machine = Root.Device("sda2", "xfs")
            .Device("sda3", "swap")
            .Fstab("UUID=uuid-sda2", "/home", "xfs")
            .Fstab("/dev/sda3", "none", "swap")
            .Fstab("/swapfile", "none", "swap")
            .Fstab("server:/export", "/net", "nfs")
            .Mount("sda2", "/home", "xfs")
            .Mount("proc", "/proc", "proc")
            .Mount("tmpfs", "/run", "tmpfs")
            .Mount("server:/export", "/net", "nfs4")
            .Mount("sda1", "/etc/resolv.conf", root: "/run/resolv.conf");
        machine.Facts = machine.Facts with { Swaps = ["/dev/sda3", "/swapfile", "/dev/zram0"] };

        Assert.Empty(machine.Check());
        Assert.Equal(["/", "/home"], CapturedMachine.Sent(machine.Capture()));
    }

    [Fact] // Report 1.
    public void What_is_mounted_and_in_no_layout_is_refused() =>
        Expect(
            Root.Device("sda2", null).Ambivalent("sda2").Fstab("UUID=x", "/data").Mount("sda2", "/data"),
            "NotDescribed /dev/sda2 /data several signatures"
        );

    [Fact] // Report 1: with the type that the kernel says.
    public void A_second_signature_is_named_and_the_file_system_copied() =>
        Expect(Root.Device("sda2", "ext4").Ambivalent("sda2").Mount("sda2", "/data"), "SeveralSignatures /dev/sda2 ext4");

    [Fact] // As report 1: an opened LUKS, a thin volume, a partition of an unknown kind.
    public void A_device_that_no_layout_can_have_is_refused() =>
        Expect(
            Root.Device("sda2", "crypto_LUKS").Unknown("mapper/home").Mount("mapper/home", "/home"),
            "NotDescribed /dev/mapper/home /home crypt, ext4",
            "NotMounted /dev/sda2 crypto_LUKS"
        );

    [Fact]
    public void A_pool_that_has_no_device_is_refused() =>
        Expect(
            Root.Device("sdb1", "zfs_member", "sdb").Mount("tank/home", "/home", "zfs"),
            "NotDescribed tank/home /home zfs",
            "NotMounted /dev/sdb1 zfs_member"
        );

    [Fact]
    public void A_type_that_cannot_be_made_is_refused_where_it_is_part_of_the_tree() =>
        Expect(
            Root.Device("sda2", "ntfs")
                .Device("sda3", "ntfs")
                .Mount("sda2", "/win", "fuseblk")
                .Mount("sda3", "/media/win", "ntfs3"),
            "CannotBeMade /dev/sda2 /win ntfs",
            "Passing /dev/sda3 /media/win"
        );

    [Fact] // Report 3.
    public void A_snapshot_of_a_volume_is_named_and_not_copied()
    {
        var machine = Root.Unknown("mapper/vg-snap", "lvm").Mount("mapper/vg-snap", "/mnt/snap");
        machine.Facts = machine.Facts with
        {
            VolumeSnapshots = [new VolumeSnapshot("vg", "snap", "root", "/dev/mapper/vg-snap")],
        };
        Expect(machine, "VolumeSnapshot vg/snap vg/root");
    }

    [Fact] // Report 3.
    public void Two_file_systems_with_one_identifier_are_refused() =>
        Expect(Root.Device("sdb1", "ext4", "sdb", uuid: "UUID-SDA1").Mount("sdb1", "/backup"), "SameUuid sda1 sdb1 uuid-sda1");

    [Fact] // As report 3: an EFI system partition copied by dd, and then left out.
    public void A_twin_on_a_disk_that_is_left_out_hinders_nothing()
    {
        var machine = Root.Disk(
                "sdb",
                new Partition
                {
                    Number = 1,
                    Start = 1,
                    Size = 1,
                    Type = PartitionTypes.GptEsp,
                }
            )
            .Device("sda2", "vfat", uuid: "1234-ABCD", label: "ESP")
            .Mount("sda2", "/boot/efi", "vfat")
            .Device("sdb1", "vfat", "sdb", uuid: "1234-abcd", label: "ESP");
        Expect(machine, "SameUuid sda2 sdb1 1234-abcd", "NotMounted /dev/sdb1 vfat", "SameLabel sda2 sdb1 ESP");
        Assert.Empty(machine.Check(new PlannedCopy { ExcludedDisks = ["sdb"] }));
    }

    [Fact]
    public void The_same_partition_or_array_twice_is_refused()
    {
        static Partition Of(string uuid) =>
            new()
            {
                Number = 1,
                Start = 1,
                Size = 1,
                Type = "",
                Uuid = uuid,
            };
        Expect(Root.Disk("sda", Of("AA")).Disk("sdb", Of("aa")).Disk("sdc", Of("bb")), "SameUuid sda1 sdb1 aa");
    }

    [Theory] // Report 6.
    [InlineData("raid1", 2, 1)]
    [InlineData("raid5", 3, 2)]
    [InlineData("raid6", 6, 4)]
    [InlineData("raid10", 4, 3)]
    public void An_array_that_lacks_devices_is_refused(string level, int devices, int present)
    {
        var machine = Root;
        machine.Facts = machine.Facts with
        {
            Arrays = [new("md0", level, devices, present), new("md1", level, devices, devices)],
        };
        Expect(machine, $"Degraded md0 {present} {devices}");
    }

    [Fact] // Report 14: gpt-auto, idle.
    public void An_efi_system_partition_that_is_not_mounted_is_refused_where_it_starts_the_machine()
    {
        CapturedMachine With(Firmware firmware) =>
            Root.Disk(
                    "sda",
                    new Partition
                    {
                        Number = 2,
                        Start = 1,
                        Size = 1,
                        Type = PartitionTypes.GptEsp,
                    },
                    new Partition
                    {
                        Number = 3,
                        Start = 2,
                        Size = 1,
                        Type = PartitionTypes.GptExtendedBoot,
                    }
                )
                .Device("sda2", "vfat")
                .Device("sda3", "ext4")
                .Mount("systemd-1", "/efi", "autofs")
                .WithFirmware(firmware);

        Expect(
            With(Firmware.Uefi),
            "BootNotMounted /dev/sda2 /boot/efi EFI system partition",
            "BootNotMounted /dev/sda3 /boot extended boot loader partition"
        );
        Expect(With(Firmware.Bios).Mount("sda3", "/boot"), "NotMounted /dev/sda2 vfat");
        Assert.Empty(With(Firmware.Uefi).Mount("sda2", "/efi", "vfat").Mount("sda3", "/boot").Check());
    }

    [Theory] // Report 14: noauto.
    [InlineData("/boot", "noauto")]
    [InlineData("/boot/efi", "defaults")]
    [InlineData("/efi", "noauto,x-systemd.automount")]
    public void A_boot_directory_of_fstab_that_is_not_mounted_is_refused(string target, string options)
    {
        var machine = Root.Device("sda2", "ext4").Fstab("UUID=uuid-sda2", target, "ext4", options);
        Expect(machine, $"BootNotMounted /dev/sda2 {target} fstab");
        Assert.DoesNotContain(machine.Check(new PlannedCopy { ExcludedDirectories = [target] }), finding => finding.IsRefusal);
    }

    [Fact] // Report 26.
    public void A_file_system_that_is_mounted_twice_is_copied_once()
    {
        var machine = Root.Device("sda2", "ext4").Fstab("UUID=uuid-sda2", "/srv").Mount("sda2", "/export").Mount("sda2", "/srv");
        Expect(machine, "MountedTwice /dev/sda2 /export /srv");
        Assert.Equal(["/", "/srv"], CapturedMachine.Sent(machine.Capture()));
    }

    [Fact] // Report 26: the EFI system partition on /boot and on /efi, both by fstab.
    public void The_place_where_it_really_is_mounted_counts_when_fstab_has_two()
    {
        var machine = Root.Device("sda2", "vfat").Fstab("/dev/sda2", "/boot", "vfat").Fstab("UUID=uuid-sda2", "/efi", "vfat");
        Assert.Equal(["/", "/efi"], CapturedMachine.Sent(machine.Mount("sda2", "/efi", "vfat").Capture()));
        Expect(machine.Mount("sda2", "/boot", "vfat"), "MountedTwice /dev/sda2 /efi /boot");
    }

    [Fact] // As report 26: a directory of a subvolume, bound elsewhere, has the subvolume's name in its options.
    public void A_bound_directory_of_a_subvolume_is_not_the_subvolume()
    {
        var machine = new CapturedMachine()
            .Device("sda1", "btrfs")
            .Mount("sda1", "/", "btrfs", "/@", "rw,subvol=/@")
            .Mount("sda1", "/home", "btrfs", "/@home", "rw,subvol=/@home")
            .Mount("sda1", "/srv/x", "btrfs", "/@/var/x", "rw,subvol=/@")
            .Mount("sda1", "/home2", "btrfs", "/@home", "ro,subvol=/@home");
        Expect(machine, "MountedTwice /dev/sda1 /home2 /home");
        Assert.Equal(["/", "/home"], CapturedMachine.Sent(machine.Capture()));
    }

    [Fact]
    public void What_another_mount_hides_is_refused()
    {
        Expect(Root.Device("sda2", "ext4").Mount("sda2", "/data").Mount("tmpfs", "/data", "tmpfs"), "Hidden /dev/sda2 /data");
        Expect(
            Root.Device("sda2", "ext4").Mount("sda2", "/srv/data").Mount("tmpfs", "/srv", "tmpfs"),
            "Hidden /dev/sda2 /srv/data"
        );
        Assert.Empty(Root.Device("sda2", "ext4").Mount("systemd-1", "/data", "autofs").Mount("sda2", "/data").Check());
    }

    [Fact]
    public void A_file_system_of_which_only_a_directory_is_mounted_is_refused() =>
        Expect(Root.Device("sda2", "ext4").Mount("sda2", "/data", root: "/sub"), "OnlyAPart /dev/sda2 /data");

    [Fact]
    public void Fstab_that_puts_it_elsewhere_is_no_reason_to_read_an_empty_directory()
    {
        var machine = Root.Device("sda2", "ext4").Fstab("UUID=uuid-sda2", "/data").Mount("sda2", "/mnt");
        Assert.Equal(["/", "/mnt"], CapturedMachine.Sent(machine.Capture()));
        Assert.Empty(machine.Check());
        Expect(Root.Device("sda2", "ext4").Fstab("UUID=uuid-sda2", "/data").Mount("sda2", "/run/x"), "Elsewhere /dev/sda2 /data");
    }

    [Fact] // Found by the property test: the directory under the mount would have become the contents of the subvolume.
    public void A_subvolume_of_fstab_that_is_not_mounted_is_not_read_from_the_directory_below() =>
        Expect(
            Root.Device("sda2", "btrfs")
                .Fstab("UUID=uuid-sda2", "/cache", "btrfs", "subvol=@cache")
                .Mount("sda2", "/var", "btrfs", "/@", "rw,subvol=/@"),
            "Elsewhere /dev/sda2 /cache"
        );

    [Fact]
    public void Another_device_in_the_place_of_fstab_is_the_one_that_is_copied()
    {
        var machine = Root.Device("sda2", "ext4").Device("sda3", "ext4").Fstab("UUID=uuid-sda2", "/data").Mount("sda3", "/data");
        Assert.Equal(["sda1", "sda3"], machine.Capture().Layout.Mounts.Select(mount => mount.Device));
        Expect(machine, "NotMounted /dev/sda2 /data ext4");
    }

    [Fact]
    public void A_stick_that_is_part_of_the_tree_is_named() =>
        Expect(Root.Other("sdc1").Mount("sdc1", "/backup").Mount("sdc1", "/media/stick"), "OtherDisk /dev/sdc1 /backup");

    [Fact]
    public void What_the_operator_leaves_out_is_named_as_this()
    {
        var capture = Root.Device("sda2", "ext4").Device("sda3", "ext4").Mount("sda2", "/srv/data").Capture();
        var findings = CaptureCheck.Check(
            capture,
            new PlannedCopy
            {
                Trees = ["/"],
                ExcludedDirectories = ["/srv"],
                RawPartitions = ["sda3"],
            }
        );
        Assert.Equal(["LeftOut /dev/sda2 /srv/data"], Words(findings));
    }

    [Fact]
    public void A_stream_that_is_missing_is_refused() =>
        Assert.Equal(
            ["NotSent /dev/sda2 /data"],
            Words(
                CaptureCheck.Check(
                    Root.Device("sda2", "ext4").Mount("sda2", "/data").Capture(),
                    new PlannedCopy { Trees = ["/"] }
                )
            )
        );

    [Fact]
    public void Swap_that_the_layout_lacks_is_refused_and_a_line_that_names_nothing_is_a_note()
    {
        var machine = Root.Device("sda2", "ext4")
            .Device("sda3", "swap")
            .Fstab("/dev/disk/by-id/ata-OLD-part2", "none", "swap")
            .Fstab("/dev/sda3", "none", "swap");
        machine.Facts = machine.Facts with { Swaps = ["/dev/sda2", "/dev/sda3"] };
        Expect(machine, "SwapNotDescribed /dev/sda2", "NotMounted /dev/sda2 ext4", "UnknownSwap /dev/disk/by-id/ata-OLD-part2");
    }

    [Fact] // Section 7 of the field's report: snapshots of btrfs were sent whole.
    public void Snapshots_of_subvolumes_are_found_in_the_tree()
    {
        var machine = new CapturedMachine()
            .Device("sda1", "btrfs")
            .Mount("sda1", "/", "btrfs", "/@", "rw,subvol=/@")
            .Mount("sda1", "/.snapshots", "btrfs", "/@snap", "rw,subvol=/@snap")
            .Mount("sda1", "/old", "btrfs", "/@snap/9", "rw,subvol=/@snap/9");
        machine.Facts = machine.Facts with
        {
            SubvolumeSnapshots =
            [
                new("sda1", "@snap/1/snapshot", true),
                new("sda1", "@snap/2/snapshot", true),
                new("sda1", "@snap/9", true),
                new("sda1", "@/var/lib/docker/btrfs/x", false),
                new("sda1", "timeshift/1/@", false),
            ],
        };

        Assert.Equal(
            ["/.snapshots/1/snapshot", "/.snapshots/2/snapshot", "/var/lib/docker/btrfs/x"],
            SnapshotPlaces.Of(machine.Capture()).Select(place => place.Directory)
        );
        Expect(
            machine,
            "SubvolumeSnapshots /dev/sda1 2 /.snapshots/1/snapshot, /.snapshots/2/snapshot",
            "SubvolumeCopies /dev/sda1 1 /var/lib/docker/btrfs/x"
        );
    }

    [Theory] // As report 24: limits in inodes that no path leads to.
    [InlineData("xfs", "rw,usrquota,prjquota", "usrquota, prjquota")]
    [InlineData("xfs", "rw,noquota", null)]
    [InlineData("ext4", "rw,quota,usrquota", null)] // aquota.user is a file, and is copied.
    public void Quotas_whose_limits_are_in_no_file_are_named(string type, string options, string? quotas)
    {
        var machine = new CapturedMachine()
            .Device("sda1", "ext4")
            .Device("sda2", type)
            .Mount("sda1", "/")
            .Mount("sda2", "/home", type, options: options);
        Expect(machine, quotas is null ? [] : [$"QuotaLimits /dev/sda2 /home {quotas}"]);
    }

    [Fact]
    public void Every_kind_has_a_sentence()
    {
        foreach (var kind in Enum.GetValues<CaptureFindingKind>())
        {
            var sentence = new CaptureFinding(kind, "/dev/sda\n1", "detail", "more").ToString();
            Assert.Contains("/dev/sda", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', sentence);
        }
    }

    private static void Expect(CapturedMachine machine, params string[] findings) =>
        Assert.Equal(findings, Words(machine.Check()));

    private static IEnumerable<string> Words(IReadOnlyList<CaptureFinding> findings) =>
        findings.Select(finding =>
            string.Join(
                ' ',
                new[] { $"{finding.Kind}", finding.Subject, finding.Detail, finding.More }.Where(word => word.Length > 0)
            )
        );
}
