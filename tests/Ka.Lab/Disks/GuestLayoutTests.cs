using System;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>Layouts that this machine's kernel cannot make, in a guest: arrays, volumes, JFS, ReiserFS, F2FS.</summary>
[Collection(Lane.Machines)]
public sealed class GuestLayoutTests
{
    [Needs(Need.Product | Need.Guest)]
    public void Arrays_with_volumes_on_top_arrive_on_disks_full_of_old_ones()
    {
        using var lab = new GuestLab("layout-sample");
        lab.RoundTrip(GuestCase.RaidAndLvm with { Remains = GuestCase.OldLives });
        lab.RoundTrip(GuestCase.RootOf("jfs", "mkfs.jfs -q"));
    }

    [Needs(Need.Product | Need.Guest)]
    public void A_power_cut_does_not_hinder_the_next_run() => CutPower(2);

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Power_cuts_at_random_steps_do_not_hinder_the_next_run() => CutPower(8);

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_run_that_is_killed_at_any_step_does_not_hinder_the_next()
    {
        using var lab = new GuestLab("layout-kills");
        var source = lab.MakeGolden(GuestCase.RaidAndLvm);
        var targets = lab.Plug([700, 700], 512);
        var steps = Steps(lab.Apply(0, targets));
        Assert.InRange(steps, 15, 30);
        for (var step = 1; step <= steps; step++)
        {
            lab.Guest.Run(GuestLab.KillWords(targets, $"[{step}/{steps}]"));
            // What a rescue system does when it starts: whatever can be put together is.
            lab.Guest.Run("vgchange -q -ay || true");
            lab.Apply(0, targets);
        }
        lab.Compare("killed at every step", source, targets);
        lab.Release();
    }

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Disks_on_other_buses_get_other_names()
    {
        using var home = new TempDir();
        VmDisk Disk(string name, VmBus bus, int sectorSize = 512) => VmDisk.Create(home.TextIn(name), 700 << 20, bus, sectorSize);
        using var lab = new GuestLab(
            "layout-buses",
            Disk("nvme", VmBus.Nvme, 4096),
            Disk("virtio", VmBus.Virtio),
            Disk("nvme2", VmBus.Nvme),
            Disk("ahci", VmBus.Ahci),
            Disk("stick", VmBus.Usb)
        );
        var source = lab.MakeGolden(GuestCase.RaidAndLvm);
        foreach (
            string[] targets in new[]
            {
                ["/dev/nvme0n1", "/dev/vdc"],
                new[] { "/dev/vdc", "/dev/nvme1n1" },
                ["/dev/" + ScsiNames(lab, removable: false), "/dev/nvme0n1"],
            }
        )
        {
            lab.Apply(0, targets);
            lab.Compare(string.Join(' ', targets), source, targets);
            lab.Release();
        }
        Refuse(lab);
    }

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Volumes_over_disks_striped_and_mirrored()
    {
        using var lab = new GuestLab("layout-volumes");
        lab.RoundTrip(GuestCase.LvmOverTwoDisks);
        lab.RoundTrip(
            GuestCase.LvmOverTwoDisks with
            {
                Target = [700, 300],
                SectorSize = 4096,
                Name = "LVM on larger disks with sectors of 4096 bytes",
            }
        );
        lab.RoundTrip(GuestCase.StripesAndMirrors);
        RefuseNames(lab);
        lab.RoundTrip(GuestCase.RaidAndLvm with { Target = [2000, 1500] });
        lab.RoundTrip(
            GuestCase.RaidAndLvm with
            {
                Target = [600, 500],
                SectorSize = 4096,
                Name = "arrays on smaller disks with sectors of 4096 bytes",
            }
        );
    }

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Arrays_without_parity()
    {
        using var lab = new GuestLab("layout-arrays");
        foreach (
            var run in new[]
            {
                GuestCase.ArrayOf("0", 3, "--chunk=64"),
                GuestCase.ArrayOf("1", 3, "--metadata=0.90"),
                GuestCase.ArrayOf("1", 2, "--metadata=1.1"),
                GuestCase.ArrayOf("linear", 2),
            }
        )
            lab.RoundTrip(run);
    }

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Arrays_with_parity_or_spread_copies()
    {
        using var lab = new GuestLab("layout-parity");
        foreach (
            var run in new[]
            {
                GuestCase.ArrayOf("5", 3, "--layout=right-asymmetric"),
                GuestCase.ArrayOf("6", 4, "--chunk=128"),
                GuestCase.ArrayOf("10", 4),
                GuestCase.ArrayOf("10", 3, "--layout=f2"),
                GuestCase.ArrayOf("10", 3, "--layout=n3"),
            }
        )
            lab.RoundTrip(run);
    }

    [Needs(Need.Product | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Roots_of_every_kind_with_several_swaps_and_file_systems()
    {
        using var lab = new GuestLab("layout-roots");
        foreach (
            var run in new[]
            {
                GuestCase.RootOf("ext2", "mkfs.ext2 -q"),
                GuestCase.RootOf("ext3", "mkfs.ext3 -q"),
                GuestCase.RootOf("ext4", "mkfs.ext4 -q", 700),
                GuestCase.RootOf("jfs", "mkfs.jfs -q -L old", 1500),
                GuestCase.RootOf("reiserfs", "mkfs.reiserfs -q -f -l older"),
                GuestCase.RootOf("f2fs", "mkfs.f2fs -q -l flash"),
                GuestCase.RootOf("f2fs", "mkfs.f2fs -q -O extra_attr,inode_checksum"),
                GuestCase.RootOf("xfs", "mkfs.xfs -q"),
                GuestCase.RootOf("btrfs", "mkfs.btrfs -q"),
                GuestCase.Esp,
            }
        )
            lab.RoundTrip(run);
    }

    /// <summary>A disk that is not touched has a group of the golden name.</summary>
    private static void RefuseNames(GuestLab lab)
    {
        lab.MakeGolden(GuestCase.RaidAndLvm);
        var disks = lab.Plug([700, 700, 100], 512);
        lab.Guest.Run($"pvcreate -q {disks[2]}; vgcreate -q system {disks[2]}");
        Assert.Contains(
            $"volume group system is there already, on {disks[2]["/dev/".Length..]}, which is not touched",
            lab.Apply(4, disks[..2]).Errors,
            StringComparison.Ordinal
        );
        lab.UnplugAll();
    }

    /// <summary>Sticks, and the disk that this very system runs from although no list of mounts has it.</summary>
    private static void Refuse(GuestLab lab)
    {
        var stick = ScsiNames(lab, removable: true);
        Assert.Contains(
            $"{stick}: it is removable",
            lab.Apply(4, ["/dev/" + stick, "/dev/vdc"]).Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("vda: it is ", lab.Apply(4, ["/dev/vda", "/dev/vdc"]).Errors, StringComparison.Ordinal);
        Assert.Equal("", lab.Guest.Run("grep vda /proc/self/mountinfo || true"));
    }

    private static string ScsiNames(GuestLab lab, bool removable) =>
        lab
            .Guest.Run(
                $"for d in /sys/block/sd*; do if [ $(cat $d/removable) = {(removable ? 1 : 0)} ]; then echo ${{d##*/}}; fi; done"
            )
            .Trim();

    private static void CutPower(int cuts)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("KA_SEED"), out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        using var home = new TempDir();
        VmDisk[] disks =
        [
            VmDisk.Create(home.TextIn("one"), 700 << 20, VmBus.Scsi),
            VmDisk.Create(home.TextIn("two"), 700 << 20, VmBus.Scsi),
        ];
        GuestSource? source = null;
        for (var (cut, steps) = (0, 0); cut <= cuts; cut++)
        {
            using var lab = new GuestLab("layout-power");
            source ??= lab.MakeGolden(GuestCase.RaidAndLvm);
            lab.Save(source.Layout);
            string[] targets = [.. disks.Select(lab.PlugImage)];
            lab.Guest.Run("udevadm settle; vgchange -q -ay || true");
            var run = lab.Apply(0, targets);
            steps = steps == 0 ? Steps(run) : steps;
            lab.Compare($"seed {seed}, cut {cut}", source, targets);
            if (cut == cuts)
                return;
            var step = random.Next(1, steps + 1);
            // The console has the words of the run before, too: they are behind us when it is marked.
            lab.Guest.Run($"echo mark-{cut} >&2");
            lab.Guest.Machine.Console.Expect($"mark-{cut}", TimeSpan.FromMinutes(1));
            lab.Guest.Begin(GuestLab.ApplyWords(targets));
            lab.Guest.Machine.Console.Expect($"[{step}/{steps}]", TimeSpan.FromMinutes(2));
            Interruption.Pause(TimeSpan.FromMilliseconds(random.Next(200)));
            lab.Guest.Machine.Kill();
        }
    }

    private static int Steps(GuestRun run) => run.Errors.Split('\n').Count(line => line.StartsWith('['));
}
