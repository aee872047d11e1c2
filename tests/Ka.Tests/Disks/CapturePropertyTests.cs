using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Probe;
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

    [Fact]
    public void Whatever_is_mounted_is_sent_or_named_and_nothing_is_sent_twice()
    {
        var (clean, refused) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var machine = Machine(new Random(s_seed + run));
            var capture = machine.Capture();
            var sent = CapturedMachine.Sent(capture);
            var findings = CaptureCheck.Check(capture, new PlannedCopy { Trees = sent });
            var because =
                $"KA_SEED={s_seed + run}: {Show(capture)}, sent {string.Join(' ', sent)}: {string.Join(" | ", findings)}";
            CheckStreams(machine, capture, sent, findings, because);
            CheckMounted(machine, capture, sent, findings, because);
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

    /// <summary>Without a refusal each stream reads the file system that it writes.</summary>
    private static void CheckStreams(
        CapturedMachine machine,
        Capture capture,
        List<string> sent,
        IReadOnlyList<CaptureFinding> findings,
        string because
    )
    {
        Assert.True(sent.Distinct().Count() == sent.Count, because);
        if (findings.Any(finding => finding.IsRefusal))
            return;
        var parts = new HashSet<string>();
        foreach (var target in sent)
        {
            var top = machine.Top(target);
            var place = capture.Layout.Mounts.Single(mount => mount.Target == target);
            Assert.True(top?.Target == target && capture.Facts.DeviceOf(top)?.Name == place.Device, because);
            Assert.True(parts.Add(place.Device + (top!.Type == "btrfs" ? top.Root : "")), because);
        }
    }

    private static void CheckMounted(
        CapturedMachine machine,
        Capture capture,
        List<string> sent,
        IReadOnlyList<CaptureFinding> findings,
        string because
    )
    {
        foreach (var mount in capture.Facts.Mounts)
        {
            if (capture.Facts.DeviceOf(mount) is not { } device || findings.Any(finding => finding.Subject == device.Path))
                continue;
            // Nothing is said of it: all of it is sent.
            var here = sent.Select(machine.Top).OfType<KernelMount>();
            Assert.True(
                here.Any(top => capture.Facts.DeviceOf(top) == device && (top.Type != "btrfs" || Part(top) == Part(mount))),
                $"{device.Path} on {mount.Target}: {because}"
            );
        }
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
        for (var i = 1; i <= random.Next(1, 7); i++)
        {
            var (name, type) = ($"sda{i}", s_types[random.Next(s_types.Length)]);
            types[name] = type;
            if (random.Next(12) == 0)
                machine.Unknown(name);
            else
                machine.Device(name, random.Next(15) == 0 ? null : type, random.Next(3) == 0 ? "sdb" : "sda");
            if (random.Next(15) == 0)
                machine.Ambivalent(name);
        }
        if (random.Next(4) == 0)
            machine.Other("sdz1");
        var names = types.Keys.ToList();
        machine.Mount(
            "sda1",
            "/",
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
        return machine;
    }

    private static void Mount(CapturedMachine machine, Random random, string name, Dictionary<string, string> types)
    {
        var target = s_places[random.Next(1, s_places.Length)];
        if (random.Next(6) == 0)
            machine.Mount("none", target, random.Next(2) == 0 ? "tmpfs" : "autofs");
        else if (random.Next(8) == 0)
            machine.Mount("sdz1", target);
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
