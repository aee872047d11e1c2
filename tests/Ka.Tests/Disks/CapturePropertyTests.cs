using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Probe;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Thousands of machines with anything mounted anywhere: whatever is mounted is sent, or named.</summary>
public sealed class CapturePropertyTests
{
    private const int Runs = 6000;

    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("KA_SEED"), out var seed)
        ? seed
        : 20261129;

    private static readonly string[] s_types = ["ext4", "ext4", "xfs", "btrfs", "vfat", "ntfs", "swap"];

    private static readonly string[] s_places =
    [
        "/",
        "/home",
        "/home/a",
        "/srv",
        "/srv/x",
        "/srv/x/y",
        "/boot",
        "/run/x",
        "/media/stick",
        "/var",
        "/var/lib",
    ];

    /// <summary>What says of a mounted file system that it is not sent, and why; the others say more of it or of something
    /// else.</summary>
    private static readonly CaptureFindingKind[] s_losses =
    [
        CaptureFindingKind.NotDescribed,
        CaptureFindingKind.CannotBeMade,
        CaptureFindingKind.NotSent,
        CaptureFindingKind.OnlyAPart,
        CaptureFindingKind.Hidden,
        CaptureFindingKind.Elsewhere,
        CaptureFindingKind.Passing,
        CaptureFindingKind.LeftOut,
    ];

    [Fact]
    public void Whatever_is_mounted_is_sent_or_named_and_nothing_is_sent_twice()
    {
        var (clean, refused) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(s_seed + run);
            var machine = Machine(random);
            var capture = machine.Capture();
            var copy = Wishes(random, capture);
            var findings = CaptureCheck.Check(capture, copy);
            var because =
                $"KA_SEED={s_seed + run}: {Show(capture)}, sent {string.Join(' ', copy.Trees)}: {string.Join(" | ", findings)}";
            CheckStreams(machine, capture, copy, findings, because);
            CheckMounted(machine, capture, copy, findings, because);
            CheckOthers(capture, findings, because);
            CheckUse(capture, copy, findings, because);
            Assert.True(
                findings.Select(finding => NoteRule.Breach(finding.ToString())).FirstOrDefault(breach => breach is not null)
                    is not { } breach,
                because
            );
            (clean, refused) = findings.Any(finding => finding.IsRefusal) ? (clean, refused + 1) : (clean + 1, refused);
        }
        // Both happen often, or the generator has gone blind.
        Assert.True(clean > Runs / 20 && refused > Runs / 20, $"{clean} without a refusal, {refused} with");
    }

    [Fact] // The check on its own: a stream that is dropped is always noticed.
    public void A_stream_that_is_missing_never_stays_unnoticed()
    {
        for (var run = 0; run < Runs / 3; run++)
        {
            var random = new Random(s_seed + run);
            var capture = Machine(random).Capture();
            var sent = CapturedMachine.Sent(capture);
            if (
                sent.Count == 0
                || CaptureCheck.Check(capture, new PlannedCopy { Trees = sent }).Any(finding => finding.IsRefusal)
            )
                continue;
            sent.RemoveAt(random.Next(sent.Count));
            Assert.True(
                CaptureCheck.Check(capture, new PlannedCopy { Trees = sent }).Any(finding => finding.IsRefusal),
                $"KA_SEED={s_seed + run}: {Show(capture)}, sent {string.Join(' ', sent)}"
            );
        }
    }

    /// <summary>What would be copied when the operator leaves something out, or nothing.</summary>
    private static PlannedCopy Wishes(Random random, Capture capture)
    {
        var copy = new PlannedCopy
        {
            ExcludedDirectories = random.Next(5) == 0 ? [s_places[random.Next(1, s_places.Length)]] : [],
            ExcludedDisks = random.Next(8) == 0 ? ["sdb"] : [],
            RawPartitions = random.Next(8) == 0 ? [$"sda{random.Next(2, 7)}"] : [],
        };
        bool IsKept(string target)
        {
            var device = capture.Layout.Mounts.Single(mount => mount.Target == target).Device;
            return !copy.ExcludedDirectories.Any(left => (target + "/").StartsWith(left + "/", StringComparison.Ordinal))
                && !copy.RawPartitions.Contains(device)
                && !DisksOf(capture, device).Any(copy.ExcludedDisks.Contains);
        }
        return copy with { Trees = [.. CapturedMachine.Sent(capture).Where(IsKept)] };
    }

    private static IReadOnlyList<string> DisksOf(Capture capture, string device) =>
        capture.Facts.Devices.FirstOrDefault(known => known.Name == device)?.Disks ?? [];

    /// <summary>Without a refusal each stream reads the file system that it writes.</summary>
    private static void CheckStreams(
        CapturedMachine machine,
        Capture capture,
        PlannedCopy copy,
        IReadOnlyList<CaptureFinding> findings,
        string because
    )
    {
        Assert.True(copy.Trees.Distinct().Count() == copy.Trees.Count, because);
        if (findings.Any(finding => finding.IsRefusal))
            return;
        var parts = new HashSet<string>();
        foreach (var target in copy.Trees)
        {
            var top = machine.Top(machine.Place(target));
            var place = capture.Layout.Mounts.Single(mount => mount.Target == target);
            Assert.True(top?.Target == machine.Place(target) && capture.Facts.DeviceOf(top)?.Name == place.Device, because);
            Assert.True(parts.Add(place.Device + (top!.Type == "btrfs" ? top.Root : "")), because);
        }
    }

    /// <summary>Each part of a chosen disk that is mounted somewhere is sent, or its loss is named with a place of this very
    /// part.</summary>
    private static void CheckMounted(
        CapturedMachine machine,
        Capture capture,
        PlannedCopy copy,
        IReadOnlyList<CaptureFinding> findings,
        string because
    )
    {
        foreach (var mount in capture.Facts.Mounts)
        {
            if (capture.Facts.DeviceOf(mount) is not { } device || device.Disks.Any(copy.ExcludedDisks.Contains))
                continue;
            if (capture.Facts.VolumeSnapshots.FirstOrDefault(one => one.Path == device.Path) is { } snapshot)
            {
                Assert.True(findings.Any(finding => finding.Subject == $"{snapshot.Group}/{snapshot.Name}"), because);
                continue;
            }
            var here = copy.Trees.Select(tree => machine.Top(machine.Place(tree))).OfType<KernelMount>();
            var isSent =
                here.Any(top => capture.Facts.DeviceOf(top) == device && (top.Type != "btrfs" || Part(top) == Part(mount)))
                || copy.RawPartitions.Contains(device.Name);
            var places = capture
                .Facts.Mounts.Where(other => capture.Facts.DeviceOf(other) == device && Part(other) == Part(mount))
                .SelectMany(other => new[] { other.Target, capture.Facts.Below(other.Target) })
                .Concat(capture.Layout.Mounts.Where(place => place.Device == device.Name).Select(place => place.Target));
            Assert.True(
                isSent
                    || findings.Any(finding =>
                        finding.Subject == device.Path
                        && s_losses.Contains(finding.Kind)
                        && (finding.Kind == CaptureFindingKind.NotDescribed || places.Contains(finding.Detail))
                    ),
                $"{device.Path} on {mount.Target}: {because}"
            );
        }
    }

    /// <summary>What the golden tree has of disks that were not chosen is named.</summary>
    private static void CheckOthers(Capture capture, IReadOnlyList<CaptureFinding> findings, string because)
    {
        foreach (var mount in capture.Facts.Mounts)
            if (
                capture.Facts.DeviceOf(mount) is null
                && capture.Facts.OtherDevices.FirstOrDefault(other => other.Path == mount.Source) is { } device
                && capture.Facts.Below(mount.Target) is { } target
                && !target.StartsWith("/run/", StringComparison.Ordinal)
                && !target.StartsWith("/media/", StringComparison.Ordinal)
            )
                Assert.True(
                    findings.Any(finding => finding.Kind == CaptureFindingKind.OtherDisk && finding.Subject == device.Path),
                    $"{device.Path} on {mount.Target}: {because}"
                );
    }

    /// <summary>What is swapped to is in the layout or refused, and so is an array that lacks devices; a file is copied with its
    /// tree.</summary>
    private static void CheckUse(Capture capture, PlannedCopy copy, IReadOnlyList<CaptureFinding> findings, string because)
    {
        foreach (var swap in capture.Facts.Swaps)
            if (
                capture.Facts.Devices.FirstOrDefault(device => device.Path == swap) is { } used
                && !used.Disks.Any(copy.ExcludedDisks.Contains)
                && !capture.Layout.FileSystems.Any(made => made.Device == used.Name && made.Type == "swap")
            )
                Assert.True(
                    findings.Any(finding => finding is { Kind: CaptureFindingKind.SwapNotDescribed } && finding.Subject == swap),
                    $"{swap}: {because}"
                );
        foreach (var array in capture.Facts.Arrays.Where(array => array.Present < array.Devices))
            Assert.True(
                findings.Any(finding => finding is { Kind: CaptureFindingKind.Degraded } && finding.Subject == array.Name),
                $"{array}: {because}"
            );
        foreach (
            var same in capture
                .Layout.FileSystems.Where(made =>
                    !copy.RawPartitions.Contains(made.Device) && !DisksOf(capture, made.Device).Any(copy.ExcludedDisks.Contains)
                )
                .GroupBy(made => made.Uuid)
                .Where(same => same.Count() > 1)
        )
            Assert.True(
                findings.Any(finding => finding.Kind == CaptureFindingKind.SameUuid && finding.More == same.Key),
                because
            );
    }

    private static string Show(Capture capture) =>
        string.Join(
            ", ",
            capture
                .Facts.Mounts.Select(mount => $"{mount.Source}{mount.Root} on {mount.Target} {string.Join(',', mount.Options)}")
                .Concat(
                    capture.Facts.Fstab.Select(use =>
                        $"fstab {use.Device} {use.Line.Target} {string.Join(',', use.Line.Options)}"
                    )
                )
        );

    private static string? Part(KernelMount mount) => MountedFileSystem.From(mount, "").Subvolume;

    private static CapturedMachine Machine(Random random)
    {
        var machine = new CapturedMachine();
        var types = new Dictionary<string, string>();
        // The golden tree may be mounted below a directory of another machine.
        if (random.Next(5) == 0)
        {
            machine.Facts = new CaptureFacts { Root = "/golden" };
            machine.Mount("none", "/", "overlay");
        }
        for (var i = 1; i <= random.Next(1, 7); i++)
        {
            var (name, type) = ($"sda{i}", s_types[random.Next(s_types.Length)]);
            types[name] = type;
            if (random.Next(12) == 0)
                machine.Unknown(name);
            else
                machine.Device(
                    name,
                    random.Next(15) == 0 ? null : type,
                    random.Next(3) == 0 ? "sdb" : "sda",
                    random.Next(30) == 0 ? "uuid-of-two" : null
                );
            if (random.Next(15) == 0)
                machine.Ambivalent(name);
        }
        if (random.Next(4) == 0)
            machine.Other("sdz1");
        var names = types.Keys.ToList();
        machine.Mount(
            "sda1",
            machine.Place("/"),
            types["sda1"] == "btrfs" ? "btrfs" : "ext4",
            "/",
            types["sda1"] == "btrfs" ? "rw,subvol=/" : "rw"
        );
        for (var i = random.Next(6); i > 0; i--)
            Mount(machine, random, names[random.Next(names.Count)], types);
        for (var i = random.Next(4); i > 0; i--)
            machine.Fstab(
                $"UUID=uuid-{names[random.Next(names.Count)]}",
                s_places[random.Next(s_places.Length)],
                "auto",
                random.Next(3) == 0 ? "noauto"
                    : random.Next(5) == 0 ? "bind"
                    : "defaults"
            );
        Use(machine, random, names, types);
        return machine;
    }

    /// <summary>Swap, snapshots, arrays.</summary>
    private static void Use(CapturedMachine machine, Random random, List<string> names, Dictionary<string, string> types)
    {
        var swaps = new List<string>();
        if (random.Next(4) == 0)
            swaps.Add($"/dev/{names[random.Next(names.Count)]}");
        if (random.Next(5) == 0)
            swaps.Add(random.Next(2) == 0 ? "/swapfile" : "/srv/swap file");
        if (random.Next(6) == 0)
            machine.Fstab($"/dev/disk/by-id/ata-{random.Next(9)}-part1", "none", "swap", "sw");
        var hasSnapshot = random.Next(6) == 0;
        if (hasSnapshot)
        {
            machine.Unknown("mapper/vg-snap", "lvm");
            if (random.Next(2) == 0)
                machine.Mount("mapper/vg-snap", machine.Place("/srv"));
        }
        machine.Facts = machine.Facts with
        {
            Swaps = swaps,
            VolumeSnapshots = hasSnapshot ? [new VolumeSnapshot("vg", "snap", "data", "/dev/mapper/vg-snap")] : [],
            SubvolumeSnapshots =
            [
                .. names
                    .Where(name => types[name] == "btrfs" && random.Next(3) == 0)
                    .Select(name => new SubvolumeSnapshot(
                        name,
                        random.Next(2) == 0 ? "@home/.snap/1" : "@",
                        random.Next(2) == 0
                    )),
            ],
            Arrays = random.Next(8) == 0 ? [new ArrayState("md0", "raid1", 2, random.Next(1, 3))] : [],
        };
    }

    private static void Mount(CapturedMachine machine, Random random, string name, Dictionary<string, string> types)
    {
        var target = machine.Place(s_places[random.Next(1, s_places.Length)]);
        if (random.Next(6) == 0)
            machine.Mount("none", target, random.Next(2) == 0 ? "tmpfs" : "autofs");
        else if (random.Next(8) == 0)
            machine.Mount("sdz1", random.Next(3) == 0 ? "/elsewhere" : target);
        else if (types[name] == "btrfs")
        {
            var subvolume = new[] { "/", "/@", "/@home" }[random.Next(3)];
            var root = random.Next(5) == 0 ? subvolume.TrimEnd('/') + "/part" : subvolume;
            machine.Mount(name, target, "btrfs", root, $"rw,subvol={subvolume}");
        }
        else
            machine.Mount(name, target, "ext4", random.Next(5) == 0 ? "/part" : "/");
    }
}
