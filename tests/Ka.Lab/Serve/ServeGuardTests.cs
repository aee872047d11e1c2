using System;
using System.Globalization;
using System.IO;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>Two at once, mounts that are somebody's, and disks that never are made.</summary>
public sealed class ServeGuardTests
{
    [Needs(Need.Product)]
    public void Two_of_ka_never_work_on_one_disk_or_in_one_directory()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.ShareDisk(2, with: 1);
        var golden = lab.Serve(2, "--yes");
        var first = lab.Replicate(1);
        var claim = "/run/ka/lock/" + lab.MountOf(1).Replace('/', '!');
        CloneLab.Until(() => new FileInfo(claim) is { Exists: true, Length: > 0 }, claim);

        var sameDirectory = lab.Replicate(1);
        lab.Expect(1, sameDirectory);
        Assert.Contains(
            $"another ka, process {first.Id}, is at work on '{lab.MountOf(1)}'",
            sameDirectory.Errors,
            StringComparison.Ordinal
        );
        using var release = Child.Start(new Launch(Programs.Ka, "layout", "release", lab.MountOf(1)));
        Assert.Equal(1, release.Wait(TimeSpan.FromSeconds(20)).Status);
        Assert.Contains("another ka", release.Errors, StringComparison.Ordinal);

        var sameDisk = lab.Replicate(2);
        lab.Expect(0, first);
        lab.Expect(1, sameDisk);
        lab.Expect(3, golden);
        Assert.Contains(
            $"another ka, process {first.Id}, is at work on {lab.DiskOf(1)}",
            lab.ReasonOf(2),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(claim));
    }

    [Needs(Need.Product)]
    public void A_second_golden_node_on_one_machine_names_the_first()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var golden = lab.Serve(1, "--yes");
        CloneLab.Until(() => golden.Errors.Contains("kainstall1", StringComparison.Ordinal), golden.Account());
        var second = lab.Serve(1, "--yes");
        lab.Expect(1, second);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"(process {golden.Id} has it: {Programs.Ka} serve -n 1"),
            second.Errors,
            StringComparison.Ordinal
        );
        lab.Expect(0, lab.Replicate(1), golden);
    }

    [Needs(Need.Product)]
    public void What_somebody_mounted_where_the_clone_is_to_be_is_named_and_stays()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var before = lab.HashOf(1);
        var place = Directory.CreateDirectory(lab.MountOf(1) + "/theirs").FullName;
        Child.Run("mount", "-t", "tmpfs", "tmpfs", place);
        File.WriteAllText(place + "/precious", "keep");

        var golden = lab.Serve(1, "--yes");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, golden);

        Assert.Contains($"'{place}' (tmpfs) is mounted, and ka has not made it", lab.ReasonsAgainst(1), StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(place + "/precious"));
        Assert.Equal(before, lab.HashOf(1));
        Child.Run("umount", place);
    }

    [Needs(Need.Product)]
    public void A_disk_that_somebody_mounted_where_the_clone_is_to_be_is_not_taken_for_an_earlier_try()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var place = Directory.CreateDirectory(lab.MountOf(1)).FullName;
        Child.Run("mount", lab.DiskOf(1), place);
        File.WriteAllText(place + "/precious", "keep");

        var golden = lab.Serve(1, "--yes");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, golden);

        Assert.Contains($"is mounted on {place}", lab.ReasonsAgainst(1), StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(place + "/precious"));
        Child.Run("umount", place);
    }
}
