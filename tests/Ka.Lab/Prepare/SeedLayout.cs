using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Lab.Prepare;

/// <summary>Golden nodes' disks by example: the seed's, and a modern one.</summary>
internal static class SeedLayout
{
    public const string Root = "1e0e3a45-8f0b-4c1f-9d3c-5d1a5b9c0a01";

    public const string Var = "1e0e3a45-8f0b-4c1f-9d3c-5d1a5b9c0a02";

    public const string Swap = "1e0e3a45-8f0b-4c1f-9d3c-5d1a5b9c0a03";

    /// <summary>The golden node's fstab(5) with <see cref="Mbr"/>.</summary>
    public const string Fstab = """
        /dev/sda1 / ext4 errors=remount-ro 0 1
        /dev/sda5 none swap sw 0 0
        /dev/sda6 /var ext3 defaults 0 2

        """;

    /// <summary>The desc file of the disk of <see cref="Mbr"/>, which fills any other.</summary>
    public const string Desc = """
        bootable linux 2500
        extended fill
        logical swap 200
        logical linux fill

        """;

    private const long Mebi = 1 << 20;

    private const long Gibi = 1 << 30;

    /// <summary>BIOS, MBR: /, swap and /var in an extended partition, as the seed's sample desc has them.</summary>
    public static Layout Mbr() =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            BootLoader = "grub",
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 4 * Gibi,
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
                                Size = 2500 * Mebi,
                                Type = "83",
                                Bootable = true,
                            },
                            new Partition
                            {
                                Number = 2,
                                Start = 2501 * Mebi,
                                Size = 1500 * Mebi,
                                Type = "5",
                            },
                            new Partition
                            {
                                Number = 5,
                                Start = 2502 * Mebi,
                                Size = 200 * Mebi,
                                Type = "82",
                            },
                            new Partition
                            {
                                Number = 6,
                                Start = 2703 * Mebi,
                                Size = 1200 * Mebi,
                                Type = "83",
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
                    Uuid = Root,
                    Used = 900 * Mebi,
                },
                new FileSystem
                {
                    Device = "sda5",
                    Type = "swap",
                    Uuid = Swap,
                },
                new FileSystem
                {
                    Device = "sda6",
                    Type = "ext3",
                    Uuid = Var,
                    Used = 100 * Mebi,
                },
            ],
            Mounts = [new Mount { Device = "sda1", Target = "/" }, new Mount { Device = "sda6", Target = "/var" }],
        };

    /// <summary>UEFI, GPT: the EFI system partition, / and swap.</summary>
    public static Layout Gpt() =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Uefi,
            BootLoader = "grub",
            Disks =
            [
                new Disk
                {
                    Name = "sda",
                    Size = 4 * Gibi,
                    SectorSize = 512,
                    Table = new PartitionTable
                    {
                        Kind = TableKind.Gpt,
                        Id = "7A5A6E4C-0000-4000-8000-00000000000A",
                        Partitions =
                        [
                            new Partition
                            {
                                Number = 1,
                                Start = Mebi,
                                Size = 300 * Mebi,
                                Type = PartitionTypes.GptEsp,
                                Uuid = "7A5A6E4C-0000-4000-8000-00000000000B",
                                Name = "EFI",
                            },
                            new Partition
                            {
                                Number = 2,
                                Start = 301 * Mebi,
                                Size = 3000 * Mebi,
                                Type = PartitionTypes.GptLinux,
                                Uuid = "7A5A6E4C-0000-4000-8000-00000000000C",
                            },
                            new Partition
                            {
                                Number = 3,
                                Start = 3301 * Mebi,
                                Size = 200 * Mebi,
                                Type = PartitionTypes.GptSwap,
                                Uuid = "7A5A6E4C-0000-4000-8000-00000000000D",
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
                    Type = "vfat",
                    Uuid = "ABCD-1234",
                    FatBits = 32,
                    Used = 4 * Mebi,
                },
                new FileSystem
                {
                    Device = "sda2",
                    Type = "ext4",
                    Uuid = Root,
                    Used = 900 * Mebi,
                },
                new FileSystem
                {
                    Device = "sda3",
                    Type = "swap",
                    Uuid = Swap,
                },
            ],
            Mounts = [new Mount { Device = "sda2", Target = "/" }, new Mount { Device = "sda1", Target = "/boot/efi" }],
        };
}
