using System;
using System.IO;
using System.Linq;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Sender;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>What of a golden node is copied.</summary>
public sealed class InstallPlanBuilderTests : IDisposable
{
    private const long Mebi = 1 << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("ka-golden-install-").FullName;

    public InstallPlanBuilderTests()
    {
        foreach (var directory in new[] { "var/log", "tmp", "home" })
            Directory.CreateDirectory(Path.Combine(_root, directory));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_mounted_file_system_is_a_stream_of_its_own_and_what_is_not_mounted_is_none()
    {
        var install = Of(exclude: []);
        Assert.Equal(["/", "/var"], Names(install.Trees));
        var plan = InstallPlan.Decode(install.Plan.Bytes);
        Assert.Equal(["/", "/var"], Names(plan.Trees));
        Assert.Equal(4, LayoutText.Read(plan.Layout).FileSystems.Count);
    }

    [Fact]
    public void What_comes_as_it_is_is_neither_made_nor_mounted()
    {
        var install = Of([], BytePath.FromText("/dev/sda2"));
        Assert.Equal(["/"], Names(install.Trees));
        var plan = InstallPlan.Decode(install.Plan.Bytes);
        Assert.Equal(["/dev/sda2"], Names(plan.Partitions));
        var layout = LayoutText.Read(plan.Layout);
        Assert.DoesNotContain(layout.FileSystems, fileSystem => fileSystem.Device == "sda2");
        Assert.DoesNotContain(layout.Mounts, mount => mount.Device == "sda2");
    }

    [Fact]
    public void A_mount_point_that_is_left_out_is_no_stream() => Assert.Equal(["/"], Names(Of(["/var"]).Trees));

    [Fact]
    public void A_disk_that_is_left_out_is_not_copied()
    {
        var error = Assert.Throws<LayoutException>(() => Of([], new InstallPlan { Layout = default, Excluded = ["sda"] }));
        Assert.Contains("nothing to copy", error.Message, StringComparison.Ordinal);
    }

    private InstallPlanBuilder Of(string[] exclude, params BytePath[] partitions) =>
        Of(exclude, new InstallPlan { Layout = default }, partitions);

    private InstallPlanBuilder Of(string[] exclude, InstallPlan wishes, params BytePath[] partitions) =>
        new(Golden, _root, exclude, partitions, wishes);

    private static string[] Names(System.Collections.Generic.IEnumerable<BytePath> names) =>
        [.. names.Select(name => name.ToString())];

    private static Layout Golden =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 4096 * Mebi,
                    SectorSize = 512,
                    Table = new PartitionTable
                    {
                        Kind = TableKind.Mbr,
                        Id = "0x59be1427",
                        Partitions =
                        [
                            new Partition
                            {
                                Number = 1,
                                Start = Mebi,
                                Size = 1000 * Mebi,
                                Type = "83",
                                Bootable = true,
                            },
                            new Partition
                            {
                                Number = 2,
                                Start = 1001 * Mebi,
                                Size = 1000 * Mebi,
                                Type = "83",
                            },
                            new Partition
                            {
                                Number = 3,
                                Start = 2001 * Mebi,
                                Size = 1000 * Mebi,
                                Type = "83",
                            },
                            new Partition
                            {
                                Number = 4,
                                Start = 3001 * Mebi,
                                Size = 1000 * Mebi,
                                Type = "82",
                            },
                        ],
                    },
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "sda1",
                    Type = "ext4",
                    Used = 100 * Mebi,
                },
                new FileSystem
                {
                    Device = "sda2",
                    Type = "ext4",
                    Used = 100 * Mebi,
                },
                new FileSystem { Device = "sda3", Type = "ext4" },
                new FileSystem { Device = "sda4", Type = "swap" },
            ],
            Mounts =
            [
                new Mount { Device = "sda1", Target = "/" },
                new Mount { Device = "sda2", Target = "/var" },
                new Mount { Device = "sda3", Target = "/home" },
            ],
        };
}
