using System;
using System.IO;
using System.Linq;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>The program and the system's tools on loop devices: golden disks are described, other disks get the same layout, and
/// are described again.</summary>
public sealed class LayoutTests
{
    [Needs(Need.Product)]
    [InlineData("sample desc", 1000)]
    [InlineData("sample desc", 2500)]
    [InlineData("sample desc", 420)]
    [InlineData("sample desc", 1000, 4096, 512)]
    [InlineData("sample desc", 1400, 512, 4096)]
    [InlineData("seed's example", 700)]
    [InlineData("gpt with esp", 1200)]
    [InlineData("gpt with esp", 3000, 512, 4096)]
    [InlineData("gpt with esp", 1200, 4096, 4096)]
    [InlineData("xfs root", 900)]
    [InlineData("xfs root", 450, 512, 4096)]
    [InlineData("btrfs subvolumes", 900)]
    [InlineData("btrfs subvolumes", 2000)]
    public void The_layout_of_the_result_is_that_of_the_source(
        string kind,
        long mebibytes,
        int goldenSector = 512,
        int sector = 512
    )
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, kind, goldenSector);
        RoundTrip(lab, golden, () => [lab.Attach("target0", mebibytes, sector)]);
    }

    [Needs(Need.Product)]
    public void Two_disks_in_another_order_find_their_places()
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, "two disks");
        // Left alone, the first golden disk would take the first of these.
        RoundTrip(
            lab,
            golden,
            () => [lab.Attach("target0", 1300), lab.Attach("target1", 600, 4096)],
            [1, 0],
            "--map",
            "GOLDEN1=TARGET0"
        );
    }

    [Needs(Need.Product)]
    public void Old_tables_and_signatures_are_gone_wherever_they_were()
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, "sample desc");
        RoundTrip(
            lab,
            golden,
            () =>
            {
                var disk = lab.Attach("target0", 1000);
                DiskLab.Partition(disk, "label: gpt\nsize=350MiB\nsize=52MiB\n-\n");
                Child.Run("mkfs.btrfs", "-q", disk + "p1");
                Child.Run("mkfs.xfs", "-q", "-f", disk + "p1");
                Child.Run("mkfs.ext4", "-q", disk + "p2");
                // A swap signature where the new table has its last partition: no partition of the old one begins there.
                lab.Attach("swap", 1);
                Child.Run("mkswap", lab.File("swap"));
                Child.Run("dd", "if=" + lab.File("swap"), "of=" + disk, "bs=1M", "seek=403", "conv=notrunc", "status=none");
                return [disk];
            }
        );
    }

    [Needs(Need.Product)]
    public void A_disk_that_is_too_small_is_refused_with_the_figures_and_not_touched()
    {
        using var lab = new DiskLab();
        var layout = lab.Save(DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "gpt with esp")));
        var target = lab.Attach("target0", 380);
        Child.Run("mkfs.ext4", "-q", target);
        var before = Child.Run("sha256sum", lab.File("target0"));

        var refusal = lab.Apply(4, layout, [target]);

        Assert.Contains($"{380L << 20} bytes", refusal.Errors, StringComparison.Ordinal);
        Assert.Contains("are needed", refusal.Errors, StringComparison.Ordinal);
        Assert.Contains("no disk was touched", refusal.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Child.Run("sha256sum", lab.File("target0")));
    }

    [Needs(Need.Product)]
    public void A_disk_that_is_in_use_is_refused_unless_it_is_ours()
    {
        using var lab = new DiskLab();
        var layout = lab.Save(DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "seed's example")));
        lab.DetachAll();
        var target = lab.Attach("target0", 700);
        lab.Apply(0, layout, [target]);

        // Mounted by the run before, below the same directory: it is released and made again.
        File.WriteAllText(lab.Target + "/old", "");
        lab.Apply(0, layout, [target]);
        Assert.False(File.Exists(lab.Target + "/old"));

        var refusal = DiskLab.Run(4, "layout", "apply", layout, "--yes", "--disk", target, "--mount", lab.File("elsewhere"));
        Assert.Contains("is mounted on " + lab.Target, refusal.Errors, StringComparison.Ordinal);
        DiskLab.Run(0, "layout", "release", lab.Target);
        Assert.DoesNotContain(lab.Target, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void What_a_preparation_that_was_killed_left_is_taken_off_and_what_somebody_mounted_in_a_clone_is_not()
    {
        using var lab = new DiskLab();
        var layout = lab.Save(DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "seed's example")));
        lab.DetachAll();
        var target = lab.Attach("target0", 700);
        lab.Apply(0, layout, [target]);
        foreach (var place in new[] { "/run", "/srv" })
            Directory.CreateDirectory(lab.Target + place);
        Child.Run("mount", "-t", "tmpfs", "tmpfs", lab.Target + "/run");
        lab.Apply(0, layout, [target]);

        Directory.CreateDirectory(lab.Target + "/srv");
        Child.Run("mount", "-t", "tmpfs", "tmpfs", lab.Target + "/srv");
        File.WriteAllText(lab.Target + "/srv/precious", "keep");
        var refusal = lab.Apply(4, layout, [target]);
        Assert.Contains(
            $"'{lab.Target}/srv' (tmpfs) is mounted, and ka has not made it",
            refusal.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal("keep", File.ReadAllText(lab.Target + "/srv/precious"));
        DiskLab.Run(0, "layout", "release", lab.Target);
    }

    [Needs(Need.Product)]
    public void A_disk_that_is_mounted_where_nobody_sees_it_is_refused()
    {
        using var lab = new DiskLab();
        var layout = lab.Save(DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "seed's example")));
        lab.DetachAll();
        var target = lab.Attach("target0", 700);
        DiskLab.Partition(target, "label: dos\ntype=83\n");
        Child.Run("mkfs.ext4", "-q", target + "p1");
        Directory.CreateDirectory(lab.Target);
        using var hidden = Child.Start(
            new Launch(
                "unshare",
                "--mount",
                "--propagation",
                "slave",
                "sh",
                "-c",
                $"mount {target}p1 {lab.Target} && echo mounted && exec sleep 1000"
            )
        );
        Wait.Until(() => hidden.Output.Contains("mounted", StringComparison.Ordinal), "the disk is mounted", child: hidden);
        Assert.DoesNotContain(lab.Target, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);

        var refusal = lab.Apply(4, layout, [target]);

        Assert.Contains($"the kernel uses {target["/dev/".Length..]}p1", refusal.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_run_that_is_killed_at_any_step_does_not_hinder_the_next()
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, "btrfs subvolumes");
        var layout = lab.Save(DiskLab.Capture(lab.Root, golden));
        lab.DetachAll();
        var target = lab.Attach("target0", 900);
        var steps = lab.Apply(0, layout, [target]).Errors.Split('\n').Count(line => line.StartsWith('['));
        Assert.InRange(steps, 7, 20);

        for (var step = 1; step <= steps; step++)
        {
            KillAt(lab, layout, target, $"[{step}/{steps}]");
            lab.Apply(0, layout, [target]);
            Assert.Contains(lab.Target + "/var/log ", File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        }
        DiskLab.Run(0, "layout", "release", lab.Target);
    }

    [Needs(Need.Product)]
    public void A_desc_file_replaces_the_golden_table()
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, "seed's example")[0];
        var layout = lab.Save(DiskLab.Capture(lab.Root, golden));
        Assert.Equal("swap 50\nbootable extended fill\nlogical linux fill\n", DiskLab.Run(0, "desc", golden).Output);
        var name = golden["/dev/".Length..];
        lab.DetachAll();
        var target = lab.Attach("target0", 900);
        File.WriteAllText(lab.File("desc"), "# more swap\nswap 100\nextended fill\nlogical linux 300\nlogical swap fill\n");

        lab.Apply(0, layout, [target], "--desc", name, lab.File("desc"), "--fresh-uuids");

        var made = DiskLab.Capture(lab.Target, target);
        Assert.Equal(
            [100L << 20, 300L << 20],
            made.Disks[0].Table!.Partitions.Where(partition => partition.Number is 1 or 5).Select(partition => partition.Size)
        );
        Assert.Equal(["swap", "ext3", "swap"], made.FileSystems.Select(content => content.Type));
        Assert.Empty(
            made.FileSystems.Select(content => content.Uuid)
                .Intersect(LayoutText.Read(File.ReadAllText(layout)).FileSystems.Select(content => content.Uuid))
        );
        // Nothing was active on this table; a BIOS wants something to start.
        Assert.True(made.Disks[0].Table!.Partitions.Single(partition => partition.Number == 2).Bootable);

        File.WriteAllText(lab.File("desc"), "swap 100\n\nlinx fill\n");
        Assert.Contains(
            "desc:3: unknown type 'linx'",
            DiskLab.Run(4, "layout", "plan", layout, "--disk", target, "--desc", name, lab.File("desc")).Errors,
            StringComparison.Ordinal
        );
    }

    [Needs(Need.Product)]
    public void Boot_code_is_copied_or_taken_from_a_file_of_446_bytes()
    {
        using var lab = new DiskLab();
        var golden = GoldenDisks.Make(lab, "seed's example")[0];
        var code = new byte[PartitionTable.BootCodeLength];
        new Random(1).NextBytes(code);
        File.WriteAllBytes(lab.File("code"), code);
        Child.Run("dd", "if=" + lab.File("code"), "of=" + golden, "conv=notrunc", "status=none");
        File.WriteAllText(
            lab.File("golden.json"),
            DiskLab.Run(0, "layout", "--root", lab.Root, "--disk", golden, "-m", golden).Output
        );
        var name = golden["/dev/".Length..];
        lab.DetachAll();
        var target = lab.Attach("target0", 700);

        lab.Apply(0, lab.File("golden.json"), [target]);
        Assert.Equal(code, FirstBytes(lab.File("target0")));

        Array.Reverse(code);
        File.WriteAllBytes(lab.File("code"), code);
        lab.Apply(0, lab.File("golden.json"), [target], "-M", name, lab.File("code"));
        Assert.Equal(code, FirstBytes(lab.File("target0")));

        File.WriteAllBytes(lab.File("code"), new byte[512]);
        Assert.Contains(
            "512 bytes",
            lab.Apply(4, lab.File("golden.json"), [target], "-M", name, lab.File("code")).Errors,
            StringComparison.Ordinal
        );
    }

    [Needs(Need.Product)]
    public void Nothing_happens_without_a_yes_and_a_dry_run_is_a_table()
    {
        using var lab = new DiskLab();
        var layout = lab.Save(DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "sample desc")));
        var target = lab.Attach("target0", 1000);

        Assert.Contains("--yes", DiskLab.Run(2, "layout", "apply", layout, "--disk", target).Errors, StringComparison.Ordinal);
        var table = DiskLab.Run(0, "layout", "apply", layout, "--disk", target, "--dry-run").Output;
        Assert.Contains("make ext3 'root'", table, StringComparison.Ordinal);
        Assert.Equal(table, DiskLab.Run(0, "layout", "plan", layout, "--disk", target).Output);
        Assert.True(File.ReadAllBytes(lab.File("target0")).AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    [Needs(Need.Product)]
    public void A_program_that_fails_shows_what_it_said()
    {
        using var lab = new DiskLab();
        var golden = DiskLab.Capture(lab.Root, GoldenDisks.Make(lab, "xfs root"));
        var hostile = golden with
        {
            FileSystems =
            [
                .. golden.FileSystems.Select(content =>
                    content with
                    {
                        Features = content.Type == "xfs" ? ["crc=7"] : content.Features,
                    }
                ),
            ],
        };
        var layout = lab.Save(hostile);
        lab.DetachAll();

        var failure = lab.Apply(1, layout, [lab.Attach("target0", 900)]);

        Assert.Contains("crc=7", failure.Errors, StringComparison.Ordinal);
        Assert.Contains("exit status 1", failure.Errors, StringComparison.Ordinal);
    }

    private static void RoundTrip(DiskLab lab, string[] golden, Func<string[]> attach, int[]? roles = null, params string[] more)
    {
        var source = DiskLab.Capture(lab.Root, golden);
        var fstab = File.ReadAllText(lab.Root + "/etc/fstab");
        var layout = lab.Save(source);
        lab.DetachAll();
        var targets = attach();
        var words = more.Select(word =>
            word.Replace("GOLDEN1", golden[^1]["/dev/".Length..], StringComparison.Ordinal)
                .Replace("TARGET0", targets[0], StringComparison.Ordinal)
        );

        lab.Apply(0, layout, targets, [.. words]);

        Directory.CreateDirectory(lab.Target + "/etc");
        for (var i = 0; i < golden.Length; i++)
            fstab = fstab.Replace(golden[i] + "p", targets[roles?[i] ?? i] + "p", StringComparison.Ordinal);
        File.WriteAllText(lab.Target + "/etc/fstab", fstab);
        var result = DiskLab.Capture(lab.Target, targets);
        Assert.Equal(
            KeptParts.Of(source, golden),
            KeptParts.Of(result, [.. Enumerable.Range(0, golden.Length).Select(i => targets[roles?[i] ?? i])])
        );
        DiskLab.Run(0, "layout", "release", lab.Target);
    }

    private static void KillAt(DiskLab lab, string layout, string target, string step)
    {
        using var child = Child.Start(
            new Launch(Programs.Ka, "layout", "apply", layout, "--yes", "--disk", target, "--mount", lab.Target)
        );
        while (child.Exit is null && !child.Errors.Contains(step, StringComparison.Ordinal))
            Interruption.Pause(TimeSpan.FromMilliseconds(2));
        child.Kill();
        child.Wait(TimeSpan.FromMinutes(1));
        // A program that it had started dies when the disk has taken what it wrote.
        Wait.Until(() => !IsOpen(target), $"no process has {target}");
    }

    /// <summary>Some process has the disk, or a partition of it.</summary>
    private static bool IsOpen(string disk)
    {
        foreach (
            var process in Directory
                .EnumerateDirectories("/proc")
                .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
        )
            try
            {
                if (
                    Directory
                        .EnumerateFiles(process + "/fd")
                        .Any(file =>
                            File.ResolveLinkTarget(file, false)?.FullName.StartsWith(disk, StringComparison.Ordinal) == true
                        )
                )
                    return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is none of ours.
            }
        return false;
    }

    private static byte[] FirstBytes(string file)
    {
        var bytes = new byte[PartitionTable.BootCodeLength];
        using var stream = File.OpenRead(file);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
