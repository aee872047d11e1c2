using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.RootTrees;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>What was not rewritten is named with file and line, and nothing else of the file.</summary>
public sealed class OldNameTests
{
    private static readonly Layout s_golden = With(Room.Seed("sda"), "WD-WCC4N0123456", "0x50014ee2b1234567");

    private readonly OldNames _names = new(Room.Names(s_golden, With(Room.Seed("vda", 'b'), "virtio-1", null)));

    [Theory]
    [InlineData("root=/dev/sda1 x", "/dev/vda1", "sda1")]
    [InlineData("KERNEL==\"sda\", RUN+=\"x\"", "/dev/vda", "sda")]
    [InlineData("w /sys/block/sda/queue/scheduler - - - - none", "/dev/vda", "sda")]
    [InlineData("BindsTo=dev-sda6.device", "/dev/vda6", "sda6")]
    [InlineData("ENV{ID_SERIAL_SHORT}==\"WD-WCC4N0123456\"", "/dev/vda", "WD-WCC4N0123456")]
    [InlineData("wwid \"0x50014EE2B1234567\"", "/dev/vda", "50014EE2B1234567")]
    [InlineData("/dev/disk/by-id/ata-WDC_WD-WCC4N0123456-part6 x", "/dev/vda6", "/dev/disk/by-id/ata-WDC_WD-WCC4N0123456-part6")]
    [InlineData("/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part1", "", "/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part1")]
    [InlineData("filter = [ \"a|/dev/disk/by-id/wwn-0xaa|\" ]", "", "/dev/disk/by-id/wwn-0xaa")]
    [InlineData("search --fs-uuid #1", "@1", "#1")]
    [InlineData("luks-#1", "@1", "#1")]
    [InlineData("x=PARTUUID=59BE142A-05", "59be142b-05", "59BE142A-05")]
    public void Old_names_are_found(string line, string now, string name)
    {
        var found = Find("# /dev/sda1\n\n" + Real(line) + "\n");
        Assert.Equal([(3, Real(name), Real(now))], found);
    }

    [Fact]
    public void Names_in_units_are_found_behind_their_escapes() =>
        Assert.Equal(
            [(1, Room.Id(6, 'a'), Room.Id(6, 'b'))],
            Find(@"After=dev-disk-by\x2duuid-" + Room.Id(6, 'a').Replace("-", @"\x2d", StringComparison.Ordinal) + ".device")
        );

    [Theory]
    [InlineData("/dev/vda1 /dev/sdab /dev/sda10 mysda1 sda-backup Tuesday x.sda1 sda1_x")]
    [InlineData("#a comment: /dev/sda1")]
    [InlineData("  ; so is /dev/sda1")]
    [InlineData("/dev/disk/by-id/dm-name-vg-root /dev/disk/by-id/virtio-virtio-1 /dev/disk/by-uuid/@1")]
    [InlineData("@1 1e0e3a45")]
    [InlineData("application/vnd.stardivision.draw\t\t\tsda")]
    [InlineData("")]
    public void Other_words_are_not(string line) => Assert.Empty(Find(Real(line)));

    [Fact]
    public void The_same_disks_have_no_old_names() =>
        Assert.Empty(Find("/dev/sda1 " + Room.Id(1, 'a') + " WD-WCC4N0123456", new(Room.Names(s_golden, s_golden))));

    [Fact]
    public void Disks_that_changed_places_are_old_names()
    {
        var golden = Room.Mirror("sda", "sdb") with
        {
            Arrays = [],
            FileSystems = [],
            Mounts = [new() { Device = "sda1", Target = "/" }, new() { Device = "sdb1", Target = "/home" }],
        };
        var target = Room.Mirror("sdb", "sda") with
        {
            Arrays = [],
            FileSystems = [],
            Mounts = [new() { Device = "sdb1", Target = "/" }, new() { Device = "sda1", Target = "/home" }],
        };
        Assert.Contains((1, "sda1", "/dev/sdb1"), Find("x /dev/sda1", new(Room.Names(golden, target))));
    }

    [Fact]
    public void Arrays_and_physical_volumes_have_identifiers_too()
    {
        var golden = Room.Mirror("sda", "sdb") with
        {
            VolumeGroups =
            [
                new()
                {
                    Name = "vg0",
                    ExtentSize = 1,
                    PhysicalVolumes =
                    [
                        new()
                        {
                            Device = "md0",
                            Size = 1,
                            Uuid = "AbCdEf-1234-5678-9abc-def0-1234-567890",
                        },
                    ],
                },
            ],
        };
        var target = Room.Mirror("vda", "vdb");
        target = target with { Arrays = [target.Arrays[0] with { Uuid = "00000000:00000000:00000000:00000001" }] };
        var names = new OldNames(Room.Names(golden, target));
        Assert.Equal(
            [
                (1, "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c", "00000000:00000000:00000000:00000001"),
                (2, "AbCdEf-1234-5678-9abc-def0-1234-567890", ""),
            ],
            Find("UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c\nid = \"AbCdEf-1234-5678-9abc-def0-1234-567890\"", names)
        );
    }

    [Fact]
    public void The_scan_names_file_and_line_and_what_it_passed_over()
    {
        using var room = new Room()
            .File("/etc/rc.local", "#!/bin/sh\nsecret=hunter2 hdparm -S 12 /dev/sda\n")
            .File("/etc/systemd/system/dev-sda6.device.wants/x.service")
            .File("/etc/lvm/backup/vg0", "device = \"/dev/sda6\"\n")
            .File("/etc/blob", "\0/dev/sda\n")
            .File("/etc/many", string.Concat(Enumerable.Repeat("/dev/sda\n", 25)))
            .File("/boot/vmlinuz", new string('x', (1 << 20) + 1))
            .File("/boot/grub/menu", "root=/dev/sda1\n");
        File.CreateSymbolicLink(room.Root + "/etc/loop", room.Root + "/etc");
        var report = Look(room, _names);
        Assert.Equal(
            [
                "/boot/grub/menu line 1: sda1 is the golden node's, and /dev/vda1 here",
                "/etc/rc.local line 2: sda is the golden node's, and /dev/vda here",
                "/etc/systemd/system/dev-sda6.device.wants, its name: sda6 is the golden node's, and /dev/vda6 here",
                "5 more old names are not listed",
                "searched 3 files for old names of disks; not searched: 1 binary, 1 over 1 MiB, /etc/lvm/backup",
            ],
            report
                .Lines()
                .Where(line => !line.StartsWith("/etc/many", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .OrderBy(line => line[0] == '/' ? 0 : 1)
        );
        Assert.Equal(["/boot/vmlinuz"], report.Large);
        Assert.DoesNotContain(report.Lines(), line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_tree_is_searched_in_seconds()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i} = \"a value of Tuesday\" /dev/sdb{i}\n"));
        var began = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
            Assert.Empty(Find(text));
        // 9 MB; an /etc has two.
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(10), $"{began.Elapsed}");
    }

    internal static OldNameReport Look(Room room, OldNames names)
    {
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var scan = new OldNameScan(tree, names);
        scan.Look("/etc");
        scan.Look("/boot");
        return scan.Report;
    }

    private List<(int Line, string Name, string Now)> Find(string text, OldNames? names = null)
    {
        var found = new List<(int, string, string)>();
        (names ?? _names).Find(text, (line, name, now) => found.Add((line, name, now)));
        return found;
    }

    private static Layout With(Layout layout, string serial, string? wwn) =>
        layout with
        {
            Disks = [layout.Disks[0] with { Serial = serial, Wwn = wwn }],
        };

    private static string Real(string text)
    {
        foreach (var number in new[] { 1, 5, 6 })
            text = text.Replace($"#{number}", Room.Id(number, 'a'), StringComparison.Ordinal)
                .Replace($"@{number}", Room.Id(number, 'b'), StringComparison.Ordinal);
        return text;
    }
}
