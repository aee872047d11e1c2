using Ka.Disks.Model;
using Ka.Lab.Prepare;
using Ka.Linux;

namespace Ka.Lab.Serve;

/// <summary>Golden nodes' disks beside the seed's: what machines are installed with today.</summary>
internal static class CloneLayouts
{
    private const long Mebi = 1 << 20;

    private const long Gibi = 1 << 30;

    /// <summary>UEFI, GPT: the EFI system partition, XFS and swap on a SATA disk.</summary>
    public static Layout Xfs()
    {
        var gpt = SeedLayout.Gpt();
        return gpt with { FileSystems = [gpt.FileSystems[0], gpt.FileSystems[1] with { Type = "xfs" }, gpt.FileSystems[2]] };
    }

    /// <summary>UEFI, GPT: btrfs with subvolumes for / and /home.</summary>
    public static Layout Btrfs()
    {
        var gpt = SeedLayout.Gpt();
        return gpt with
        {
            FileSystems =
            [
                gpt.FileSystems[0],
                gpt.FileSystems[1] with
                {
                    Type = "btrfs",
                    Subvolumes = ["@", "@home"],
                },
                gpt.FileSystems[2],
            ],
            Mounts =
            [
                new Mount
                {
                    Device = "sda2",
                    Target = "/",
                    Subvolume = "@",
                },
                new Mount
                {
                    Device = "sda2",
                    Target = "/home",
                    Subvolume = "@home",
                },
                gpt.Mounts[1],
            ],
        };
    }

    /// <summary>BIOS, MBR: two disks, a mirror of both, and a volume group on it with /, /var and swap.</summary>
    public static Layout MirroredVolumes() =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            BootLoader = "grub",
            Disks = [Half("sda", "0x59be1428"), Half("sdb", "0x59be1429")],
            Arrays =
            [
                new MdArray
                {
                    Name = "md0",
                    Level = "raid1",
                    Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
                    Label = "golden:0",
                    Metadata = "1.2",
                    Size = 3990 * Mebi,
                    Members = ["sda1", "sdb1"],
                },
            ],
            VolumeGroups =
            [
                new VolumeGroup
                {
                    Name = "vg0",
                    ExtentSize = 4 * Mebi,
                    PhysicalVolumes = [new PhysicalVolume { Device = "md0", Size = 3984 * Mebi }],
                    Volumes =
                    [
                        new LogicalVolume { Name = "root", Size = 2400 * Mebi },
                        new LogicalVolume { Name = "var", Size = 1000 * Mebi },
                        new LogicalVolume { Name = "swap", Size = 200 * Mebi },
                    ],
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "vg0/root",
                    Type = "ext4",
                    Uuid = SeedLayout.Root,
                    Used = 900 * Mebi,
                },
                new FileSystem
                {
                    Device = "vg0/var",
                    Type = "ext4",
                    Uuid = SeedLayout.Var,
                    Used = 100 * Mebi,
                },
                new FileSystem
                {
                    Device = "vg0/swap",
                    Type = "swap",
                    Uuid = SeedLayout.Swap,
                },
            ],
            Mounts = [new Mount { Device = "vg0/root", Target = "/" }, new Mount { Device = "vg0/var", Target = "/var" }],
        };

    private static Disk Half(string name, string id) =>
        new()
        {
            Name = name,
            Size = 4 * Gibi,
            SectorSize = 512,
            Table = new PartitionTable
            {
                Kind = TableKind.Mbr,
                Id = id,
                Partitions =
                [
                    new Partition
                    {
                        Number = 1,
                        Start = Mebi,
                        Size = 4000 * Mebi,
                        Type = "fd",
                        Bootable = true,
                    },
                ],
            },
        };
}
