using System;
using System.Linq;
using Ka.TestKit;

namespace Ka.Lab.Disks;

/// <summary>Golden nodes' disks, made with the usual tools and none of ours.</summary>
internal static class GoldenDisks
{
    /// <summary>The disks of a golden node, mounted below the lab's root, in the order of their roles.</summary>
    public static string[] Make(DiskLab lab, string kind, int sectorSize = 512) =>
        kind switch
        {
            "sample desc" => SampleDesc(lab, sectorSize),
            "seed's example" => SeedExample(lab),
            "gpt with esp" => GptWithEsp(lab, sectorSize),
            "xfs root" => XfsRoot(lab, sectorSize),
            "btrfs subvolumes" => BtrfsSubvolumes(lab),
            "two disks" => TwoDisks(lab),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    // The desc file of the seed in small: /, swap, /var.
    private static string[] SampleDesc(DiskLab lab, int sectorSize)
    {
        var disk = lab.Attach("golden0", 1000, sectorSize);
        DiskLab.Partition(
            disk,
            "label: dos\n"
                + "label-id: 0x59be1427\n"
                + "size=350MiB, type=83, bootable\n"
                + "size=649MiB, type=5\n"
                + "size=50MiB, type=82\n"
                + "type=83\n"
        );
        Child.Run("mkfs.ext3", "-q", "-b", "4096", "-L", "root", disk + "p1");
        Child.Run("mkswap", disk + "p5");
        Child.Run("mkfs.ext3", "-q", "-b", "4096", "-I", "128", disk + "p6");
        lab.Mount(
            $"UUID={Uuid(disk + "p1")} / ext3 defaults,acl 1 1\n"
                + $"UUID={Uuid(disk + "p5")} none swap sw 0 0\n"
                + $"UUID={Uuid(disk + "p6")} /var ext3 defaults 1 2\n"
                + "proc /proc proc defaults 0 0\n",
            (disk + "p1", "", "rw"),
            (disk + "p6", "/var", "rw")
        );
        return [disk];
    }

    // What the log in the seed shows: sda1 is swap, sda5 is /.
    private static string[] SeedExample(DiskLab lab)
    {
        var disk = lab.Attach("golden0", 700);
        DiskLab.Partition(disk, "label: dos\nsize=50MiB, type=82\ntype=5, bootable\ntype=83\n");
        Child.Run("mkswap", disk + "p1");
        Child.Run("mkfs.ext3", "-q", "-b", "1024", disk + "p5");
        lab.Mount($"{disk}p5 / ext3 defaults 1 1\n{disk}p1 swap swap defaults 0 0\n", (disk + "p5", "", "rw"));
        return [disk];
    }

    private static string[] GptWithEsp(DiskLab lab, int sectorSize)
    {
        var disk = lab.Attach("golden0", 1200, sectorSize);
        DiskLab.Partition(
            disk,
            "label: gpt\n"
                + "size=1MiB, type=21686148-6449-6E6F-744E-656564454649\n"
                + "size=300MiB, type=U, name=\"EFI System\"\n"
                + "size=200MiB, type=L, name=\"boot\"\n"
                + "size=64MiB, type=S\n"
                + "type=L, attrs=\"LegacyBIOSBootable\"\n",
            (5, "Bob's \"root\" \\ $(reboot)")
        );
        Child.Run("mkfs.vfat", "-F", "32", "-n", "ESP", disk + "p2");
        Child.Run("mkfs.ext2", "-q", "-b", "4096", "-L", "boot", disk + "p3");
        Child.Run("mkswap", "-L", "swap space", disk + "p4");
        Child.Run("mkfs.ext4", "-q", "-b", "4096", "-O", "^metadata_csum,^64bit", disk + "p5");
        // This kernel has no vfat: fstab has it, and it is not mounted. On /boot/efi that would be a reason against the capture.
        lab.Mount(
            $"PARTUUID={Tag(disk + "p5", "PART_ENTRY_UUID")} / ext4 errors=remount-ro 0 1\n"
                + "LABEL=boot /boot ext2 ro 0 2\n"
                + $"UUID={Uuid(disk + "p2")} /srv/efi vfat noauto,umask=0077 0 1\n",
            (disk + "p5", "", "rw"),
            (disk + "p3", "/boot", "rw")
        );
        return [disk];
    }

    private static string[] XfsRoot(DiskLab lab, int sectorSize)
    {
        var disk = lab.Attach("golden0", 900, sectorSize);
        DiskLab.Partition(disk, "label: dos\nsize=64MiB, type=82\ntype=83, bootable\n");
        Child.Run("mkswap", disk + "p1");
        Child.Run("mkfs.xfs", "-q", "-L", "xroot", "-m", "bigtime=0,inobtcount=0,reflink=0", disk + "p2");
        lab.Mount("LABEL=xroot / xfs noatime 0 0\n", (disk + "p2", "", "rw"));
        return [disk];
    }

    private static string[] BtrfsSubvolumes(DiskLab lab)
    {
        var disk = lab.Attach("golden0", 900);
        DiskLab.Partition(disk, "label: dos\ntype=83, bootable\n");
        var part = disk + "p1";
        Child.Run("mkfs.btrfs", "-q", "-L", "pool", "-R", "^free-space-tree", part);
        System.IO.Directory.CreateDirectory(lab.Root);
        Child.Run("mount", part, lab.Root);
        System.IO.Directory.CreateDirectory(lab.Root + "/deep");
        foreach (var name in new[] { "@", "@home", "deep/@log", "@unused" })
            Child.Run("btrfs", "subvolume", "create", $"{lab.Root}/{name}");
        Child.Run("btrfs", "subvolume", "set-default", lab.Root + "/@");
        Child.Run("umount", lab.Root);
        lab.Mount(
            "LABEL=pool / btrfs defaults 0 0\n"
                + "LABEL=pool /home btrfs subvol=@home,compress=zstd:1 0 0\n"
                + "LABEL=pool /var/log btrfs subvol=/deep/@log,nodatacow 0 0\n",
            (part, "", "rw"),
            (part, "/home", "subvol=@home"),
            (part, "/var/log", "subvol=deep/@log")
        );
        return [disk];
    }

    private static string[] TwoDisks(DiskLab lab)
    {
        var (one, two) = (lab.Attach("golden0", 600), lab.Attach("golden1", 900, 4096));
        DiskLab.Partition(one, "label: dos\nsize=100MiB, type=83, bootable\nsize=40MiB, type=82\ntype=83\n");
        DiskLab.Partition(two, "label: gpt\nsize=40MiB, type=S\nsize=400MiB, type=L\ntype=L\n");
        Child.Run("mkfs.ext2", "-q", "-b", "4096", one + "p1");
        Child.Run("mkswap", one + "p2");
        Child.Run("mkfs.ext4", "-q", "-b", "4096", one + "p3");
        Child.Run("mkswap", two + "p1");
        Child.Run("mkfs.xfs", "-q", two + "p2");
        Child.Run("mkfs.ext4", "-q", "-i", "65536", "-m", "0.5", two + "p3");
        lab.Mount(
            $"UUID={Uuid(one + "p3")} / ext4 defaults 0 1\n"
                + $"UUID={Uuid(one + "p1")} /boot ext2 defaults 0 2\n"
                + $"UUID={Uuid(two + "p2")} /var xfs defaults 0 2\n"
                + $"UUID={Uuid(two + "p3")} /home ext4 defaults 0 2\n"
                + $"UUID={Uuid(one + "p2")} none swap pri=5 0 0\n"
                + $"UUID={Uuid(two + "p1")} none swap pri=1 0 0\n",
            (one + "p3", "", "rw"),
            (one + "p1", "/boot", "rw"),
            (two + "p2", "/var", "rw"),
            (two + "p3", "/home", "rw")
        );
        return [one, two];
    }

    private static string Uuid(string device) => Tag(device, "UUID");

    private static string Tag(string device, string tag) =>
        Child
            .Run("blkid", "-p", "-o", "export", device)
            .Split('\n')
            .First(line => line.StartsWith(tag + "=", StringComparison.Ordinal))[(tag.Length + 1)..];
}
