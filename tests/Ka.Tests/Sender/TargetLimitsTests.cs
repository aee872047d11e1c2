using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Disks.Check;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Sender;
using Ka.TestKit;
using Ka.Tests.Prepare;
using Ka.Trees.Reading;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>What a file system of the layout cannot hold is found before a node is erased, and named.</summary>
public sealed class TargetLimitsTests : IDisposable
{
    private const int Mebi = 1 << 20;

    private readonly Room _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData("plain.txt", null)]
    [InlineData("Grüße 1.txt", null)]
    [InlineData(".hidden", null)]
    [InlineData("CON", null)] // The kernel gives it that name.
    [InlineData("a:b", "it has the character :")]
    [InlineData("a\\b", "it has the character \\")]
    [InlineData("a\tb", "it has a control character")]
    [InlineData("end.", "it ends with a dot or a blank")]
    [InlineData("end ", "it ends with a dot or a blank")]
    public void A_name_that_fat_does_not_have_is_refused(string name, string? reason)
    {
        File.WriteAllText(_room.Root + "/" + name, "");

        var found = Findings("vfat").Where(one => one.Kind == CaptureFindingKind.NameNotHeld);

        Assert.Equal(reason is null ? [] : [$"/{name} vfat {reason}"], found.Select(Line));
        Assert.Empty(Findings("ext4"));
    }

    [Fact]
    public void A_name_that_is_no_text_is_refused_on_fat()
    {
        Child.Run("sh", "-c", $"touch {_room.Root}/$(printf 'a\\377')");

        Assert.Equal("it is no UTF-8", Findings("vfat").Single(one => one.Kind == CaptureFindingKind.NameNotHeld).More);
    }

    [Fact]
    public void Names_have_255_characters_on_fat_whatever_their_bytes()
    {
        Assert.Null(FatName.Fault(Encoding.UTF8.GetBytes(new string('ü', 255))));
        Assert.NotNull(FatName.Fault(Encoding.UTF8.GetBytes(new string('ü', 256))));
        Assert.Null(FatName.Fault(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0001f600", 127)))));
        Assert.NotNull(FatName.Fault(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0001f600", 128)))));
    }

    [Theory]
    [InlineData("b/read.me", "b/README", false)]
    [InlineData("b/readme", "b/README", true)]
    [InlineData("b/readme", "B/other", true)]
    [InlineData("b/Ärger", "b/ärger", true)]
    [InlineData("b/readme", "c/README", false)]
    public void Two_names_that_differ_by_case_only_are_one_on_fat(string one, string other, bool isRefused)
    {
        _room.File("/" + one).File("/" + other);

        Assert.Equal(isRefused, Findings("vfat").Any(found => found.Kind == CaptureFindingKind.NameNotHeld));
    }

    [Theory]
    [InlineData("ln -s x odd", "a symbolic link")]
    [InlineData("mkfifo odd", "a device, a fifo or a socket")]
    [InlineData("touch odd; ln odd odd2", "a file with several names")]
    [InlineData("truncate -s 4G odd", "4294967296 bytes, 4294967295 at most")]
    [InlineData("truncate -s 4294967295 odd", null)]
    public void A_kind_of_file_that_fat_does_not_have_is_refused(string make, string? reason)
    {
        Child.Run("sh", "-ec", $"cd {_room.Root}; {make}");

        var found = Findings("vfat").Where(one => one.Kind == CaptureFindingKind.KindNotHeld).ToList();

        Assert.Equal(reason is null ? [] : [reason], found.Select(one => one.More));
        Assert.All(found, one => Assert.True(one.IsRefusal));
        Assert.All(found, one => Assert.StartsWith("/odd", one.Subject, StringComparison.Ordinal));
    }

    [Fact]
    public void What_fat_does_not_keep_of_owners_is_a_note_with_a_number()
    {
        Child.Run(
            "sh",
            "-ec",
            $"cd {_room.Root}; umask 022; echo >plain; for i in 1 2 3; do echo >secret$i; chmod 600 secret$i; done"
        );

        var note = Assert.Single(Findings("vfat"), one => one.Kind == CaptureFindingKind.OwnerNotKept);

        Assert.False(note.IsRefusal);
        Assert.Matches("^vfat keeps no owners and no permissions: /.* more like it\\)$", note.ToString());
    }

    [Theory]
    [InlineData("xfs", 1200, false)]
    [InlineData("btrfs", 800, false)]
    [InlineData("btrfs", 1200, true)]
    [InlineData("vfat", 1, true)]
    public void Attributes_that_do_not_fit_are_refused_with_their_file(string type, int length, bool isRefused)
    {
        _room.File("/dir/file");
        var file = BytePath.FromText(_room.Root + "/dir/file");
        using (var open = Files.OpenRead(file))
            Xattrs.Set(open, "user.long"u8, new byte[length]).OrThrow("setxattr", "");
        var golden = Golden(type);
        golden = golden with { FileSystems = [golden.FileSystems[0] with { BlockSize = 1024 }] };

        var found = Builder(golden).Findings.Where(one => one.Kind == CaptureFindingKind.AttributesNotHeld).Select(Line);

        Assert.Equal(isRefused ? [$"/dir/file {type} user.long has {length} bytes"] : [], found);
    }

    [Fact]
    public void What_is_left_out_need_not_fit()
    {
        _room.File("/dir/a:b").File("/c:d");

        Assert.DoesNotContain(Findings("vfat", "/dir", "/c:d"), one => one.Kind == CaptureFindingKind.NameNotHeld);
    }

    [Fact] // mkfs.fat makes clusters of 4096 bytes where the golden file system may have some of 512.
    public void Small_files_on_fat_take_whole_clusters_and_the_partition_grows_for_them()
    {
        for (var i = 0; i < 600; i++)
            _room.File($"/files/{i}", "x");
        var golden = Golden("vfat", 2 * Mebi);

        var planned = LayoutText.Read(InstallPlan.Decode(Builder(golden).Plan.Bytes).Layout);
        Assert.InRange(planned.FileSystems.Single().Written ?? 0, 602 * 4096, 620 * 4096);

        var plan = DiskPlanner.Plan(
            new PlanRequest
            {
                Golden = planned,
                Machine = new Machine
                {
                    Firmware = Firmware.Bios,
                    Disks =
                    [
                        new MachineDisk
                        {
                            Name = "sda",
                            Path = "/dev/sda",
                            Size = 4096L * Mebi,
                            SectorSize = 512,
                            IsNamed = true,
                        },
                    ],
                },
            }
        );
        Assert.Empty(plan.Reasons.Select(reason => reason.ToString()));
        Assert.True(plan.Target!.Disks[0].Table!.Partitions[0].Size > 620 * 4096);
    }

    [Fact]
    public void A_fat_is_mounted_such_that_the_owner_of_its_golden_mount_is_no_failure()
    {
        var mount = new Mount
        {
            Device = "sda1",
            Target = "/boot/efi",
            Options = ["uid=1000", "umask=0077", "utf8"],
        };

        Assert.Equal("utf8,quiet", MountOptions.Options("vfat", mount));
    }

    private static string Line(CaptureFinding finding) => $"{finding.Subject} {finding.Detail} {finding.More}";

    private IReadOnlyList<CaptureFinding> Findings(string type, params string[] leftOut) =>
        Builder(Golden(type), leftOut).Findings;

    private InstallPlanBuilder Builder(Layout golden, params string[] leftOut) =>
        new(golden, _room.Root, leftOut, [], new InstallPlan { Layout = default });

    private static Layout Golden(string type, long size = 3000L * Mebi)
    {
        var layout = Room.Seed("sda");
        return layout with
        {
            Disks =
            [
                layout.Disks[0] with
                {
                    Table = layout.Disks[0].Table! with
                    {
                        Partitions = [layout.Disks[0].Table!.Partitions[0] with { Size = size }],
                    },
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "sda1",
                    Type = type,
                    Used = Mebi,
                },
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/" }],
        };
    }
}
