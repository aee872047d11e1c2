using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Probe;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>What older versions of the system's tools print, or refuse.</summary>
public sealed class OldToolTests
{
    [Theory] // Report 19. Versions print the column alone, or with the rest of the list.
    [InlineData("lsblk: unknown column: MOUNTPOINTS\n", "NAME,MOUNTPOINT,TRAN")]
    [InlineData("lsblk: unknown column: MOUNTPOINTS,TRAN\n", "NAME,MOUNTPOINT,TRAN")]
    [InlineData("lsblk: unknown column: TRAN\n", "NAME,MOUNTPOINTS")]
    public void A_column_that_lsblk_does_not_know_is_replaced_or_left_out(string complaint, string then)
    {
        List<string> columns = ["NAME", "MOUNTPOINTS", "TRAN"];

        Assert.True(BlockDeviceQuery.TryDrop(columns, complaint));

        Assert.Equal(then, string.Join(',', columns));
    }

    [Theory]
    [InlineData("lsblk: /dev/sdq: not a block device\n")]
    [InlineData("lsblk: unknown column: COLOUR\n")]
    [InlineData("")]
    public void Another_complaint_of_lsblk_stays_a_failure(string complaint) =>
        Assert.False(BlockDeviceQuery.TryDrop(["NAME", "MOUNTPOINTS"], complaint));

    [Fact] // RHEL 8: util-linux 2.32.1.
    public void Lsblk_without_paths_and_with_one_mount_point_is_understood()
    {
        var devices = BlockDevice.Parse(
            """
            {"blockdevices": [
              {"name": "sda", "kname": "sda", "maj:min": "8:0", "type": "disk", "size": "10737418240", "log-sec": "512",
               "rm": "0", "ro": "0",
               "tran": "sata", "mountpoint": null, "children": [
                 {"name": "sda1", "kname": "sda1", "maj:min": "8:1", "type": "part", "size": "1073741824", "mountpoint": "/boot"},
                 {"name": "sda2", "kname": "sda2", "maj:min": "8:2", "type": "part", "size": "9662627840",
                  "mountpoint": null, "children": [
                   {"name": "rhel-root", "kname": "dm-0", "maj:min": "253:0", "type": "lvm", "size": "8585740288",
                    "mountpoint": "/"}]}]},
              {"name": "cciss/c0d0", "kname": "cciss!c0d0", "maj:min": "104:0", "type": "disk", "size": "1", "mountpoint": null}]}
            """
        );

        Assert.Equal(
            ["/dev/sda", "/dev/sda1", "/dev/sda2", "/dev/mapper/rhel-root"],
            devices[0].Tree().Select(device => device.Path)
        );
        Assert.Equal("/dev/cciss/c0d0", devices[1].Path);
        Assert.Equal(
            [new DeviceNumber(8, 1)],
            devices[0].Tree().Where(device => device.MountPoints.Contains("/boot")).Select(device => device.Number!.Value)
        );
        Assert.Equal("sata", devices[0].Transport);
    }

    [Fact]
    public void The_kernel_adds_the_places_that_an_old_lsblk_leaves_out()
    {
        var disk = BlockDevice.Parse(
            """
            {"blockdevices": [{"name": "sda", "kname": "sda", "maj:min": "8:0", "type": "disk", "size": "1",
              "mountpoint": null, "children": [
              {"name": "sda1", "kname": "sda1", "maj:min": "8:1", "type": "part", "size": "1", "mountpoint": "/mnt/disk"},
              {"name": "sda2", "kname": "sda2", "maj:min": "8:2", "type": "part", "size": "1", "mountpoint": null},
              {"name": "sda3", "kname": "sda3", "maj:min": "8:3", "type": "part", "size": "1", "mountpoint": null}]}]}
            """
        );
        var mounts = KernelMount.Parse(
            """
            27 1 8:1 / /mnt/disk rw - ext4 /dev/sda1 rw
            28 1 8:1 / /srv/a\040b rw - ext4 /dev/sda1 rw
            29 1 0:44 /@ /mnt/disk/x rw,noatime shared:7 master:2 - btrfs /dev/sda2 rw,subvol=/@
            """
        );

        var found = KernelMount.Complete(disk, mounts, KernelMount.ParseSwaps("Filename\tType\n/dev/sda3   partition 1 0 -2\n"))[
            0
        ];

        Assert.Equal(
            ["/mnt/disk,/srv/a b", "/mnt/disk/x", "[SWAP]"],
            found.Children.Select(part => string.Join(',', part.MountPoints))
        );
        // A disk that was made for /mnt/disk is in use all the same: by /srv.
        Assert.NotNull(MachineDisk.From(found, new OwnedDisks("/mnt/disk", ["sda"])).InUse);
        Assert.Equal(("/@", "btrfs", "/dev/sda2"), (mounts[2].Root, mounts[2].Type, mounts[2].Source));
        Assert.Contains("subvol=/@", mounts[2].Options);
    }

    [Theory]
    [InlineData("27 1 8:1 / /mnt rw ext4 /dev/sda1 rw")]
    [InlineData("x 1 8:1 / /mnt rw - ext4 /dev/sda1 rw")]
    [InlineData("27 1 8 / /mnt rw - ext4 /dev/sda1 rw")]
    [InlineData("27")]
    public void A_line_of_mountinfo_that_makes_no_sense_is_an_error(string line) =>
        Assert.StartsWith(
            "/proc/self/mountinfo: ",
            Assert.Throws<ToolException>(() => KernelMount.Parse(line)).Message,
            StringComparison.Ordinal
        );
}
