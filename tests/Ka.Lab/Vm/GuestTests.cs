using System;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Vm;

/// <summary>The guest of the kit: a machine that runs scripts.</summary>
[Collection(Lane.Machines)]
public sealed class GuestTests
{
    [Needs(Need.Product | Need.Guest)]
    public void A_guest_runs_scripts_and_its_disks_come_and_go()
    {
        using var home = new TempDir();
        using var guest = Guest.Start(
            new VmPlan { Name = "guest", Disks = [VmDisk.Create(home.TextIn("nvme"), 64 << 20, VmBus.Nvme, 4096)] },
            Programs.Ka
        );
        Assert.Contains("6.1.", guest.Run("uname -r"), StringComparison.Ordinal);
        Assert.Equal(new GuestRun(3, "out\n", "error\n"), guest.TryRun("echo out; echo error >&2; exit 3"));
        Assert.Equal("4096 67108864", guest.Run("echo $(blockdev --getss --getsize64 /dev/nvme0n1)").Trim());
        Assert.Contains("usage", guest.Run("ka --help"), StringComparison.OrdinalIgnoreCase);

        var disk = guest.Plug(VmDisk.Create(home.TextIn("disk"), 100 << 20, sectorSize: 4096));
        Assert.Equal("4096 104857600", guest.Run($"echo $(blockdev --getss --getsize64 {disk.Path})").Trim());
        guest.Unplug(disk);
        var another = guest.Plug(VmDisk.Create(home.TextIn("another"), 200 << 20));
        Assert.Equal("209715200", guest.Run($"blockdev --getsize64 {another.Path}").Trim());
        foreach (
            var module in new[]
            {
                "raid1",
                "raid10",
                "raid456",
                "dm-mirror",
                "dm-raid",
                "jfs",
                "reiserfs",
                "f2fs",
                "xfs",
                "btrfs",
                "vfat",
            }
        )
            guest.Run("modprobe " + module);

        guest.Begin("busybox poweroff -f");
        guest.Machine.WaitForEnd(TimeSpan.FromMinutes(1));
    }
}
