using System;
using System.Collections.Generic;
using System.IO;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.Prepare.Plan;
using Ka.TestKit;

namespace Ka.Tests.Prepare;

/// <summary>Layouts of a golden node and of a machine, and a tree with what a test puts into it.</summary>
internal sealed class Room : IDisposable
{
    private readonly TempDir _tree = new();

    public string Root => _tree.Text;

    /// <summary>A disk with /, swap and /var, as the seed has them.</summary>
    /// <param name="mark">The last letter of each UUID, and of the disk's id.</param>
    public static Layout Seed(string disk, char mark = 'a', Firmware firmware = Firmware.Bios) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = firmware,
            Disks = [Disk(disk, TableKind.Mbr, $"0x59be142{mark}", "83", "5", "82", "83")],
            FileSystems =
            [
                new FileSystem
                {
                    Device = Part(disk, 1),
                    Type = "ext3",
                    Uuid = Id(1, mark),
                    Label = "root",
                },
                new FileSystem
                {
                    Device = Part(disk, 5),
                    Type = "swap",
                    Uuid = Id(5, mark),
                },
                new FileSystem
                {
                    Device = Part(disk, 6),
                    Type = "ext3",
                    Uuid = Id(6, mark),
                },
            ],
            Mounts = [new Mount { Device = Part(disk, 1), Target = "/" }, new Mount { Device = Part(disk, 6), Target = "/var" }],
        };

    /// <summary>GPT with an EFI system partition, a BIOS boot partition and /.</summary>
    public static Layout Gpt(string disk, Firmware firmware, bool withBoot = true) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = firmware,
            Disks =
            [
                Disk(
                    disk,
                    TableKind.Gpt,
                    "7A5A6E4C-0000-4000-8000-00000000000A",
                    PartitionTypes.GptEsp,
                    withBoot ? PartitionTypes.GptBiosBoot : PartitionTypes.GptLinux,
                    PartitionTypes.GptLinux
                ),
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = Part(disk, 1),
                    Type = "vfat",
                    Uuid = "ABCD-1234",
                },
                new FileSystem
                {
                    Device = Part(disk, 3),
                    Type = "xfs",
                    Uuid = Id(3, 'a'),
                },
            ],
            Mounts =
            [
                new Mount { Device = Part(disk, 3), Target = "/" },
                new Mount { Device = Part(disk, 1), Target = "/boot/efi" },
            ],
        };

    /// <summary>/ on a mirror of two disks.</summary>
    public static Layout Mirror(string one, string two) =>
        new()
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks = [Disk(one, TableKind.Mbr, "0x0000000a", "fd"), Disk(two, TableKind.Mbr, "0x0000000b", "fd")],
            Arrays =
            [
                new MdArray
                {
                    Name = "md0",
                    Level = "raid1",
                    Uuid = "e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c",
                    Metadata = "1.2",
                    Size = 1 << 30,
                    Members = [Part(one, 1), Part(two, 1)],
                },
            ],
            FileSystems =
            [
                new FileSystem
                {
                    Device = "md0",
                    Type = "ext4",
                    Uuid = Id(1, 'a'),
                },
            ],
            Mounts = [new Mount { Device = "md0", Target = "/" }],
        };

    public static string Id(int number, char mark) => $"1e0e3a45-8f0b-4c1f-9d3c-00000000000{mark}"[..^2] + $"{number}{mark}";

    public static DeviceNames Names(Layout? golden, Layout target) => new(golden, target);

    public Room File(string path, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        System.IO.File.WriteAllText(Root + path, text);
        return this;
    }

    /// <summary>A kernel with its modules and its initramfs, and what makes another.</summary>
    public Room Kernel(string version = "6.1.0") =>
        File($"/boot/vmlinuz-{version}")
            .File($"/boot/initrd.img-{version}")
            .File($"/lib/modules/{version}/modules.dep")
            .File($"/lib/modules/{version}/modules.alias", Aliases)
            .File("/usr/sbin/mkinitramfs")
            .File("/usr/sbin/update-initramfs")
            .File("/etc/initramfs-tools/modules", "# none\n");

    public Room GrubForPc() =>
        File("/usr/lib/grub/i386-pc/moddep.lst")
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/boot/grub/grub.cfg");

    public string Text(string path) => System.IO.File.ReadAllText(Root + path);

    public PreparePlan Plan(Layout target, Layout? golden = null, Func<PrepareRequest, PrepareRequest>? more = null)
    {
        var request = new PrepareRequest
        {
            Root = Root,
            Target = target,
            Golden = golden,
        };
        return PreparePlanner.Plan(more is null ? request : more(request));
    }

    /// <summary>Carries out what a plan says of files; programs are not run.</summary>
    public void Apply(PreparePlan plan)
    {
        foreach (var step in plan.Steps)
            switch (step)
            {
                case RemoveFiles remove:
                    foreach (var path in remove.Paths)
                        System.IO.File.Delete(Root + path);
                    break;
                case WriteFile write:
                    File(write.Path, write.Content);
                    break;
                case RenderTemplate template:
                    File(template.Path, template.Content);
                    break;
                case RewriteFile rewrite:
                    File(rewrite.Path, rewrite.Rewrite(Text(rewrite.Path)));
                    break;
            }
    }

    public void Dispose() => _tree.Dispose();

    public const string Aliases = """
        # Aliases extracted from modules themselves.
        alias pci:v00008086d00002922sv*sd*bc*sc*i* ahci
        alias pci:v*d*sv*sd*bc01sc08i02* nvme
        alias pci:v00001AF4d*sv*sd*bc*sc*i* virtio_pci
        alias virtio:d00000002v* virtio_blk
        alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000
        alias scsi:t-0x00* sd_mod
        """;

    private static Disk Disk(string name, TableKind kind, string id, params string[] types)
    {
        var partitions = new List<Partition>();
        for (var i = 0; i < types.Length; i++)
            partitions.Add(
                new Partition
                {
                    Number = kind == TableKind.Mbr && i >= 2 ? i + 3 : i + 1,
                    Start = (i + 1L) << 20,
                    Size = 1 << 20,
                    Type = types[i],
                    Uuid = kind == TableKind.Gpt ? $"7A5A6E4C-0000-4000-8000-0000000001{i:X2}" : null,
                }
            );
        return new Disk
        {
            Name = name,
            Size = 1L << 32,
            SectorSize = 512,
            Serial = "S" + name,
            Table = new PartitionTable
            {
                Kind = kind,
                Id = id,
                Partitions = partitions,
            },
        };
    }

    private static string Part(string disk, int number) => Ka.Disks.Model.Disk.PartitionName(disk, number);
}
