using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Tests.Prepare.Families;

/// <summary>Disks as the installers of distributions divide them: an EFI system partition, a partition for the BIOS, and what a
/// method's name says. Two of the same mark have the same UUIDs.</summary>
internal static class Layouts
{
    /// <summary>/boot on its own partition, / and swap on LVM: what anaconda proposes.</summary>
    public static Layout BootAndVolumes(string disk, char mark, Firmware firmware = Firmware.Uefi)
    {
        var plain = Room.Gpt(disk, firmware);
        var (boot, volumes) = (Disk.PartitionName(disk, 3), Disk.PartitionName(disk, 4));
        return plain with
        {
            Disks = [With(plain.Disks[0], PartitionTypes.GptLvm)],
            VolumeGroups =
            [
                new VolumeGroup
                {
                    Name = "rhel",
                    ExtentSize = 4 << 20,
                    PhysicalVolumes = [new PhysicalVolume { Device = volumes, Size = 1 << 20 }],
                    Volumes =
                    [
                        new LogicalVolume { Name = "root", Size = 1 << 20 },
                        new LogicalVolume { Name = "swap", Size = 1 << 20 },
                    ],
                },
            ],
            FileSystems =
            [
                plain.FileSystems[0],
                Content(boot, "xfs", Room.Id(3, mark)),
                Content("rhel/root", "xfs", Room.Id(4, mark)),
                Content("rhel/swap", "swap", Room.Id(5, mark)),
            ],
            Mounts =
            [
                new Mount { Device = "rhel/root", Target = "/" },
                new Mount { Device = boot, Target = "/boot" },
                plain.Mounts[1],
            ],
        };
    }

    /// <summary>One btrfs with subvolumes, each mounted at its place.</summary>
    /// <param name="byDefault">The default subvolume; null: the top.</param>
    public static Layout Btrfs(
        string disk,
        char mark,
        Firmware firmware,
        string? byDefault,
        params (string Subvolume, string Place)[] subvolumes
    )
    {
        var plain = Room.Gpt(disk, firmware);
        var device = Disk.PartitionName(disk, 3);
        return plain with
        {
            FileSystems =
            [
                plain.FileSystems[0],
                Content(device, "btrfs", Room.Id(3, mark)) with
                {
                    Subvolumes = [.. subvolumes.Select(one => one.Subvolume).Order()],
                    DefaultSubvolume = byDefault,
                },
            ],
            Mounts =
            [
                .. subvolumes.Select(one => new Mount
                {
                    Device = device,
                    Target = one.Place,
                    Subvolume = one.Subvolume,
                }),
                plain.Mounts[1],
            ],
        };
    }

    private static Disk With(Disk disk, string type)
    {
        var last = disk.Table!.Partitions[^1];
        var more = last with
        {
            Number = last.Number + 1,
            Start = last.Start + last.Size,
            Type = type,
            Uuid = "7A5A6E4C-0000-4000-8000-000000000199",
        };
        return disk with { Table = disk.Table with { Partitions = [.. disk.Table.Partitions, more] } };
    }

    private static FileSystem Content(string device, string type, string uuid) =>
        new()
        {
            Device = device,
            Type = type,
            Uuid = uuid,
        };
}
